package io.cameleer.kubeblocks;

import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.objects.Names;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.stream.Stream;

/** What the deletion of a cluster takes along, by its termination policy. */
public final class KubeblocksFarewell {
    private static final String FORBIDDEN = "DoNotTerminate";

    private final KubernetesClient client;

    /** Looks with a client for what there is. */
    public KubeblocksFarewell(KubernetesClient client) {
        this.client = client;
    }

    /** Adds what stands against a deletion. */
    public Reconciliation<Cluster> check(Reconciliation<Cluster> reconciliation) {
        return isForbidden(reconciliation.primary()) ? reconciliation.violating(List.of(forbidden())) : reconciliation;
    }

    /** Whether a cluster is not to be deleted. */
    static boolean isForbidden(Cluster cluster) {
        return cluster.getSpec().terminationPolicy().equals(FORBIDDEN);
    }

    /** Why a cluster is not deleted. */
    static Violation forbidden() {
        return new Violation(
                "spec.terminationPolicy",
                "DoNotTerminate forbids to delete the cluster",
                "set it to Halt, Delete or WipeOut first",
                "DeletionForbidden");
    }

    /** The deletions of volumes and Secrets; Halt leaves them. */
    public List<Plan> plan(Reconciliation<Cluster> reconciliation) {
        var cluster = reconciliation.primary();
        if (cluster.getSpec().terminationPolicy().equals("Halt")) {
            return List.of();
        }
        var namespace = cluster.getMetadata().getNamespace();
        var labels = Names.ofCluster(cluster.getMetadata().getName());
        return Stream.<HasMetadata>concat(
                        client
                                .persistentVolumeClaims()
                                .inNamespace(namespace)
                                .withLabels(labels)
                                .list()
                                .getItems()
                                .stream(),
                        Stream.ofNullable(client.secrets()
                                .inNamespace(namespace)
                                .withName(cluster.getMetadata().getName() + Blueprint.CREDENTIAL)
                                .get()))
                .filter(object -> !object.isMarkedForDeletion())
                .map(object -> Plan.deletion(cluster, object))
                .toList();
    }
}
