package io.cameleer.cluster;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Custom resources of one kind and one namespace, as a test writes and watches them.
 *
 * @param <T> the kind
 * @param <S> its status
 */
public abstract class CustomClusters<T extends CustomResource<?, S>, S> {
    private final KubernetesClient client;
    private final Class<T> type;
    private final String namespace;

    /** Works in one namespace. */
    protected CustomClusters(TestCluster cluster, Class<T> type, String namespace) {
        this.client = cluster.client();
        this.type = type;
        this.namespace = namespace;
    }

    /** The phase that an object tells, or null. */
    protected abstract String phase(T object);

    /** The conditions that an object tells. */
    protected abstract List<Condition> conditions(T object);

    /** The namespace. */
    public String namespace() {
        return namespace;
    }

    /** Applies an object whose spec is given as YAML in braces. */
    public void apply(String name, String spec) {
        client.load(new ByteArrayInputStream(
                        """
                apiVersion: %s
                kind: %s
                metadata: {name: %s, namespace: %s}
                spec: %s
                """.formatted(HasMetadata.getApiVersion(type), HasMetadata.getKind(type), name, namespace, spec)
                                .getBytes(StandardCharsets.UTF_8)))
                .forceConflicts()
                .serverSideApply();
    }

    /** Merges a change, as JSON, into an object. */
    public void patch(String name, String change) {
        client.resources(type)
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), change);
    }

    /** Annotates an object, which has it looked at again. */
    public void annotate(String name, String key, String value) {
        patch(
                name,
                client.getKubernetesSerialization()
                        .asJson(Map.of("metadata", Map.of("annotations", Map.of(key, value)))));
    }

    /** The object as it is, or null. */
    public T get(String name) {
        return client.resources(type).inNamespace(namespace).withName(name).get();
    }

    /** Deletes an object and waits until the operator has let it go. */
    public void delete(String name) {
        client.resources(type).inNamespace(namespace).withName(name).delete();
        Waiting.until(name + " to be gone", Duration.ofSeconds(30), () -> get(name) == null);
    }

    /** Waits for a phase and returns the object. */
    public T await(String name, String phase, Duration limit) {
        Waiting.until(name + " to be " + phase, limit, () -> {
            var found = get(name);
            if (!phase.equals(phase(found))) {
                throw new IllegalStateException("its status is " + found.getStatus());
            }
            return true;
        });
        return get(name);
    }

    /** The same within a minute. */
    public T await(String name, String phase) {
        return await(name, phase, Duration.ofSeconds(60));
    }

    /** Waits until the status is as it should be. */
    public S await(String name, String what, Duration limit, Predicate<S> condition) {
        Waiting.until(name + " " + what, limit, () -> {
            var status = get(name).getStatus();
            if (status == null || !condition.test(status)) {
                throw new IllegalStateException("its status is " + status);
            }
            return true;
        });
        return get(name).getStatus();
    }

    /** Waits for a condition with a status and a text in its message, or in its reason. */
    public void awaitCondition(String name, String condition, String status, String text, Duration limit) {
        Waiting.until(name + " to say " + condition + "=" + status + " \"" + text + "\"", limit, () -> {
            var conditions = conditions(get(name));
            if (conditions.stream()
                    .noneMatch(found -> found.getType().equals(condition)
                            && found.getStatus().equals(status)
                            && (found.getReason() + ": " + found.getMessage()).contains(text))) {
                throw new IllegalStateException("its conditions are "
                        + conditions.stream()
                                .map(found -> found.getType() + "=" + found.getStatus() + " " + found.getReason() + ": "
                                        + found.getMessage())
                                .toList());
            }
            return true;
        });
    }

    /** The reasons and messages of the Events about an object. */
    public List<String> events(String name) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(name)
                        && event.getInvolvedObject().getKind().equals(HasMetadata.getKind(type)))
                .map(event -> event.getReason() + ": " + event.getMessage())
                .toList();
    }

    /** When the first Event about an object with a reason was told. */
    public Instant timeOf(String name, String reason) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(name)
                        && event.getReason().equals(reason))
                .map(event -> Instant.parse(event.getFirstTimestamp()))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Waits for an Event whose reason and message hold a text. */
    public void awaitEvent(String name, String text) {
        Waiting.until("an Event of " + name + " with \"" + text + "\"", Duration.ofSeconds(300), () -> {
            var events = events(name);
            if (events.stream().noneMatch(event -> event.contains(text))) {
                throw new IllegalStateException("there are " + events);
            }
            return true;
        });
    }
}
