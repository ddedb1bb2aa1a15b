package io.cameleer.kubeblocks.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.Definitions;
import io.cameleer.kubeblocks.blueprint.Marks;
import io.cameleer.kubeblocks.objects.PodPlan;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is next for an OpsRequest. One is carried out at a time for each Cluster; who holds it is written in the very edit that
 * it makes, so that a crash between edit and status repeats nothing.
 */
public final class OpsDecisions {
    static final Set<String> ENDED = Set.of("Succeed", "Failed", "Cancelled");

    private final KubernetesClient client;
    private final Clock clock;

    /** Looks with a client. */
    public OpsDecisions(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Decides what is next. */
    public Move decide(Reconciliation<OpsRequest> reconciliation) {
        var request = reconciliation.primary();
        if (!isCurrent(request)) {
            return new Move.Look();
        }
        var stored = stored(request);
        var phase = phase(request);
        if (ENDED.contains(phase)) {
            return ended(request, stored);
        }
        if (stored.isEmpty()) {
            return new Move.Refuse(OpsRules.withoutCluster(request));
        }
        var json = client.getKubernetesSerialization();
        var tree = json.convertValue(stored.get(), ObjectNode.class);
        var cluster = json.convertValue(tree, Cluster.class);
        var holder = Marks.holder(cluster);
        if (holder.filter(Marks.of(request)::equals).isPresent()) {
            return held(request, tree, cluster, phase);
        }
        if (phase.equals("Running") || phase.equals("Cancelling")) {
            return new Move.Lose(
                    "somebody replaced Cluster " + request.getSpec().clusterRef()
                            + " while this was carried out; what it is now was not decided here");
        }
        var other = holder.flatMap(mark -> active(request, mark)).or(() -> before(request));
        if (other.isPresent()) {
            return new Move.Wait("it begins when OpsRequest " + other.get() + " has ended");
        }
        var violations = violations(request, tree, cluster);
        if (!violations.isEmpty()) {
            return new Move.Refuse(violations);
        }
        return phase.equals("Creating")
                ? new Move.Edit(
                        edited(request, tree, cluster, Definitions.Found.stored(cluster, client)),
                        request.getSpec().type() + " of Cluster "
                                + request.getSpec().clusterRef())
                : new Move.Begin(OpsEdit.before(tree));
    }

    /** A cache may still hold one that was deleted and made anew: what is known of the one is not the other's. */
    private boolean isCurrent(OpsRequest request) {
        return Optional.ofNullable(client.resource(request).get())
                .filter(found -> Marks.of(found).equals(Marks.of(request)))
                .isPresent();
    }

    private Move ended(OpsRequest request, Optional<GenericKubernetesResource> stored) {
        var holds =
                stored.flatMap(Marks::holder).filter(Marks.of(request)::equals).isPresent();
        if (holds) {
            return new Move.Release(OpsEdit.released(
                    request, client.getKubernetesSerialization().convertValue(stored.get(), ObjectNode.class)));
        }
        return remaining(request).filter(left -> !left.isPositive()).isPresent() ? new Move.Expire() : new Move.Rest();
    }

    private Move held(OpsRequest request, ObjectNode tree, Cluster cluster, String phase) {
        if (request.getSpec().cancel()
                && phase.equals("Running")
                && OpsType.of(request.getSpec().type()).cancellable()) {
            return new Move.Back(OpsEdit.back(request, tree));
        }
        var found = Definitions.Found.stored(cluster, client);
        var generation = cluster.getMetadata().getGeneration();
        var violations = found.violations(cluster);
        if (!violations.isEmpty()) {
            return new Move.Follow(generation, new OpsProgress(0, 0, false, Optional.of(Violation.told(violations))));
        }
        return new Move.Follow(generation, OpsProgress.of(request, cluster, found.blueprint(cluster), client));
    }

    /** All that stands against an operation: what it says, and what the Cluster's own rules say of the result. */
    List<Violation> violations(OpsRequest request, ObjectNode tree, Cluster cluster) {
        var violations = new ArrayList<>(OpsRules.content(request, cluster));
        OpsRules.early(request, cluster).ifPresent(violations::addFirst);
        if (!violations.isEmpty()) {
            return violations;
        }
        var found = Definitions.Found.stored(cluster, client);
        var edited =
                client.getKubernetesSerialization().convertValue(edited(request, tree, cluster, found), Cluster.class);
        var before = found.violations(cluster);
        Definitions.Found.stored(edited, client).violations(edited).stream()
                .filter(violation -> !before.contains(violation))
                .map(violation -> new Violation(
                        "spec." + OpsType.of(request.getSpec().type()).section(),
                        "the Cluster would be refused: " + violation.path() + ": " + violation.problem(),
                        violation.remedy(),
                        violation.reason()))
                .forEach(violations::add);
        violations.addAll(new OpsVolumes(client).violations(request, cluster));
        violations.addAll(new OpsParameters(client).violations(request, cluster, found));
        return violations;
    }

    private ObjectNode edited(OpsRequest request, ObjectNode tree, Cluster cluster, Definitions.Found found) {
        var described = new HashMap<String, JsonNode>();
        if (found.violations(cluster).isEmpty()) {
            var blueprint = found.blueprint(cluster);
            for (var component : blueprint.components()) {
                PodPlan.of(component, blueprint)
                        .spec()
                        .map(pods -> pods.getContainers().getFirst().getResources())
                        .map(resources -> client.getKubernetesSerialization().convertValue(resources, JsonNode.class))
                        .ifPresent(resources -> described.put(component.name(), resources));
            }
        }
        return OpsEdit.of(request, tree, described, clock.instant());
    }

    /** The name of the request of a mark; one that is gone or has ended holds nothing, whatever the Cluster says. */
    private Optional<String> active(OpsRequest request, String mark) {
        return Optional.ofNullable(client.resources(OpsRequest.class)
                        .inNamespace(request.getMetadata().getNamespace())
                        .withName(mark.split("/")[0])
                        .get())
                .filter(other -> Marks.of(other).equals(mark) && !ENDED.contains(phase(other)))
                .map(other -> other.getMetadata().getName());
    }

    /** The first of those that have not ended, when this one is not it: they begin in the order in which they were made. */
    private Optional<String> before(OpsRequest request) {
        return client
                .resources(OpsRequest.class)
                .inNamespace(request.getMetadata().getNamespace())
                .list()
                .getItems()
                .stream()
                .filter(other ->
                        other.getSpec().clusterRef().equals(request.getSpec().clusterRef()))
                .filter(other -> !ENDED.contains(phase(other)))
                .map(HasMetadata::getMetadata)
                .min(Comparator.comparing(ObjectMeta::getCreationTimestamp).thenComparing(ObjectMeta::getName))
                .map(ObjectMeta::getName)
                .filter(name -> !name.equals(request.getMetadata().getName()));
    }

    static String phase(OpsRequest request) {
        return Optional.ofNullable(request.getStatus()).map(OpsStatus::phase).orElse("Pending");
    }

    /** How long it stays, when it goes by itself. */
    Optional<Duration> remaining(OpsRequest request) {
        return Optional.ofNullable(request.getSpec().ttlSecondsAfterSucceed())
                .filter(seconds -> seconds > 0 && phase(request).equals("Succeed"))
                .map(seconds -> Duration.between(
                        clock.instant(),
                        Instant.parse(request.getStatus().completionTimestamp()).plusSeconds(seconds)));
    }

    /** The Cluster as it is stored, with fields that nobody here knows. */
    Optional<GenericKubernetesResource> stored(OpsRequest request) {
        return Optional.ofNullable(client.genericKubernetesResources("apps.kubeblocks.io/v1alpha1", "Cluster")
                .inNamespace(request.getMetadata().getNamespace())
                .withName(request.getSpec().clusterRef())
                .get());
    }
}
