package io.cameleer.kubeblocks;

import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.blueprint.ClusterRules;
import io.cameleer.kubeblocks.blueprint.VolumeRules;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the definition and the version of a cluster and says whether it can be brought about with them. */
public final class Definitions {
    /**
     * What a cluster names.
     *
     * @param definition its definition, if there is one of that name
     * @param version its version, if there is one of that name
     */
    public record Found(Optional<ClusterDefinition> definition, Optional<ClusterVersion> version) {
        /** What a cluster names, asked of the API server. */
        public static Found stored(Cluster cluster, KubernetesClient client) {
            var spec = cluster.getSpec();
            return new Found(
                    Optional.ofNullable(client.resources(ClusterDefinition.class)
                            .withName(spec.clusterDefinitionRef())
                            .get()),
                    spec.version().map(name -> client.resources(ClusterVersion.class)
                            .withName(name)
                            .get()));
        }

        /** What stands against the cluster. */
        public List<Violation> violations(Cluster cluster) {
            return ClusterRules.violations(cluster, definition, version);
        }

        /** The cluster put together; only when nothing stands against it. */
        public Blueprint blueprint(Cluster cluster) {
            return Blueprint.of(cluster, definition.orElseThrow(), version);
        }
    }

    /** Looks them up among those that are watched. */
    public Found look(Reconciliation<Cluster> reconciliation) {
        var spec = reconciliation.primary().getSpec();
        return new Found(
                named(reconciliation.watched(ClusterDefinition.class), spec.clusterDefinitionRef()),
                named(reconciliation.watched(ClusterVersion.class), spec.clusterVersionRef()));
    }

    private static <T extends HasMetadata> Optional<T> named(Stream<T> objects, String name) {
        return objects.filter(object -> object.getMetadata().getName().equals(name))
                .findFirst();
    }

    /** Adds what stands against a cluster. */
    public Reconciliation<Cluster> check(Reconciliation<Cluster> reconciliation, Found found) {
        var cluster = reconciliation.primary();
        return reconciliation
                .violating(found.violations(cluster))
                .violating(VolumeRules.violations(
                        cluster,
                        (component, volume) -> size(
                                reconciliation.observed(
                                        StatefulSet.class, cluster.getMetadata().getName() + "-" + component),
                                volume)));
    }

    /** What pods' volumes were last told to be. */
    private static Optional<Quantity> size(Optional<StatefulSet> pods, String volume) {
        return pods.stream()
                .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
                .filter(claim -> claim.getMetadata().getName().equals(volume))
                .findFirst()
                .flatMap(claim -> VolumeRules.storage(claim.getSpec()));
    }
}
