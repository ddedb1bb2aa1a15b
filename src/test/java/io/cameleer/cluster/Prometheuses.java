package io.cameleer.cluster;

import io.cameleer.backup.restore.RestoreStatus;
import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.prometheus.PrometheusStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** PrometheusClusters of one namespace, as a test writes and watches them. */
public final class Prometheuses {
    private final KubernetesClient client;
    private final String namespace;

    /** Works in one namespace. */
    public Prometheuses(TestCluster cluster, String namespace) {
        this.client = cluster.client();
        this.namespace = namespace;
    }

    /** The namespace. */
    public String namespace() {
        return namespace;
    }

    /** Applies a cluster whose spec is given as YAML in braces, as in {@code {replicas: 2}}. */
    public void apply(String name, String spec) {
        client.load(new ByteArrayInputStream(
                        """
                apiVersion: observability.merlionos.org/v1
                kind: PrometheusCluster
                metadata: {name: %s, namespace: %s}
                spec: %s
                """.formatted(name, namespace, spec).getBytes(StandardCharsets.UTF_8)))
                .forceConflicts()
                .serverSideApply();
    }

    /** Annotates a cluster, which has it looked at again; a value of null takes the annotation away. */
    public void annotate(String name, String key, String value) {
        client.resources(PrometheusCluster.class)
                .inNamespace(namespace)
                .withName(name)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization()
                                .asJson(Map.of(
                                        "metadata", Map.of("annotations", Collections.singletonMap(key, value)))));
    }

    /** The cluster as it is. */
    public PrometheusCluster get(String name) {
        return client.resources(PrometheusCluster.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /** The identities of a cluster's pods by their names: one that is made anew has another. */
    public Map<String, String> pods(String name) {
        return client
                .pods()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/instance", name)
                .list()
                .getItems()
                .stream()
                .collect(Collectors.toMap(pod -> pod.getMetadata().getName(), pod -> pod.getMetadata()
                        .getUid()));
    }

    /** Deletes a cluster and waits until it is gone. */
    public void delete(String name) {
        client.resources(PrometheusCluster.class)
                .inNamespace(namespace)
                .withName(name)
                .delete();
        Waiting.until(name + " to be gone", story(name), () -> get(name) == null);
    }

    /** Asks for a deletion, and says what is to become of what it owns. */
    public void askToDelete(String name, DeletionPropagation propagation) {
        client.resources(PrometheusCluster.class)
                .inNamespace(namespace)
                .withName(name)
                .withPropagationPolicy(propagation)
                .delete();
    }

    /** Its StatefulSet, null when there is none. */
    public StatefulSet statefulSet(String name) {
        return client.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /** Waits for a phase of the newest generation. */
    public PrometheusCluster await(String name, String phase) {
        var failure = new Waiting.Lasting();
        Waiting.until(name + " to be " + phase, story(name), () -> {
            var cluster = get(name);
            var current = cluster.getMetadata()
                    .getGeneration()
                    .equals(cluster.getStatus().observedGeneration());
            if (current && phase.equals(cluster.getStatus().phase())) {
                return true;
            }
            failure.seen(current ? failure(cluster) : "");
            throw new IllegalStateException("it is " + cluster.getStatus().phase() + ": "
                    + condition(cluster, "Degraded").getMessage());
        });
        return get(name);
    }

    /** A condition, with a status of "" when there is none. */
    public Condition condition(String name, String type) {
        return condition(get(name), type);
    }

    private static Condition condition(PrometheusCluster cluster, String type) {
        return Optional.ofNullable(cluster.getStatus()).map(PrometheusStatus::conditions).orElse(List.of()).stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseGet(() -> {
                    var none = new Condition();
                    none.setStatus("");
                    none.setMessage("");
                    return none;
                });
    }

    /** Waits until a condition has a status and its message holds a text. */
    public void awaitCondition(String name, String type, String status, String text) {
        var failure = new Waiting.Lasting();
        Waiting.until(name + " to have " + type + "=" + status + " with \"" + text + "\"", story(name), () -> {
            var cluster = get(name);
            var condition = condition(cluster, type);
            if (condition.getStatus().equals(status) && condition.getMessage().contains(text)) {
                return true;
            }
            failure.seen(failure(cluster));
            throw new IllegalStateException("it is " + condition.getStatus() + ": " + condition.getMessage());
        });
    }

    /** The reasons and messages of the Events about a cluster, the oldest first. */
    public List<String> events(String name) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(name)
                        && event.getInvolvedObject().getKind().equals("PrometheusCluster"))
                .sorted(Comparator.comparing(event -> event.getMetadata().getCreationTimestamp()))
                .map(event -> event.getReason() + ": " + event.getMessage())
                .toList();
    }

    /** Waits for an Event whose reason and message hold a text; Events follow the status that they tell of. */
    public void awaitEvent(String name, String text) {
        Waiting.until("an Event of " + name + " with \"" + text + "\"", story(name), () -> {
            var events = events(name);
            if (events.stream().noneMatch(event -> event.contains(text))) {
                throw new IllegalStateException("there are " + events);
            }
            return true;
        });
    }

    /** Waits until the last backup ended in a state and returns the cluster. */
    public PrometheusCluster awaitBackup(String name, String state) {
        return awaitRun(name, "backup", state, status -> Optional.ofNullable(status.backup())
                .map(backup -> new Run(backup.state(), backup.message())));
    }

    /** Waits until a restore is in a state and returns the cluster. */
    public PrometheusCluster awaitRestore(String name, String state) {
        return awaitRun(name, "restore", state, status -> Optional.ofNullable(status.restore())
                .map(restore -> new Run(restore.state(), restore.message())));
    }

    /** Waits until a person is asked whether a restore may replace data, and returns the question. */
    public RestoreStatus awaitQuestion(String name) {
        return awaitRestore(name, "ConfirmationRequired").getStatus().restore();
    }

    /** Waits until a verification is in a state and returns the cluster. */
    public PrometheusCluster awaitVerify(String name, String state) {
        return awaitRun(name, "verification", state, status -> Optional.ofNullable(status.verify())
                .map(verify -> new Run(verify.state(), verify.message())));
    }

    private record Run(String state, String message) {}

    private PrometheusCluster awaitRun(
            String name, String what, String state, Function<PrometheusStatus, Optional<Run>> run) {
        var failure = new Waiting.Lasting();
        Waiting.until("the " + what + " of " + name + " to be " + state, story(name), () -> {
            var now = run.apply(get(name).getStatus());
            if (now.isPresent() && now.get().state().equals(state)) {
                return true;
            }
            failure.seen(now.filter(one -> one.state().equals("Failed"))
                    .map(one -> "Failed: " + one.message())
                    .orElse(""));
            throw new IllegalStateException("it is " + now);
        });
        return get(name);
    }

    /** Why a cluster is Failed, empty when it is not. */
    private static String failure(PrometheusCluster cluster) {
        return Optional.ofNullable(cluster.getStatus())
                .filter(status -> "Failed".equals(status.phase()))
                .map(status -> "Failed: " + condition(cluster, "Degraded").getMessage())
                .orElse("");
    }

    private Supplier<String> story(String name) {
        return () -> FailureStory.of(client, namespace, get(name));
    }
}
