package io.cameleer.backup.restore;

import io.cameleer.reconcile.Owner;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;

/**
 * Keeps a cluster that is deleted for as long as its volumes, which outlive it, are on their way from one set of data to another:
 * left like that no database would find either. Somebody who deletes the claims, too, needs neither.
 */
public final class DeletionHold {
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final RestorePods pods;

    /** Looks with a client. */
    public DeletionHold(KubernetesClient client, RestorePods pods) {
        this.client = client;
        this.pods = pods;
    }

    /** Whether a cluster may not go yet: its volumes are needed, or there are pods that would not go with it. */
    public boolean isOn(RestoreTarget target) {
        return target != null && (keepsVolumes(client, target) || pods.hasOwnerless(target));
    }

    /** Whether volumes that are on their way outlive a cluster. */
    static boolean keepsVolumes(KubernetesClient client, RestoreTarget target) {
        if (!target.volumesInBetween()) {
            return false;
        }
        var claims = DataPods.claims(target).stream()
                .map(claim -> client.resource(claim).get())
                .filter(claim -> claim != null && !claim.isMarkedForDeletion())
                .toList();
        return claims.stream()
                        .anyMatch(claim ->
                                claim.getMetadata().getOwnerReferences().isEmpty())
                || (!claims.isEmpty() && isOrphaned(client, target));
    }

    /** What has an owner goes with it, unless whoever deleted the cluster wants all that it owned to stay: now, or by now done. */
    private static boolean isOrphaned(KubernetesClient client, RestoreTarget target) {
        return target.isOrphaning()
                || OwnSet.of(client, target)
                        .filter(set -> !Owner.owns(target.object(), set))
                        .isPresent();
    }

    /**
     * Removes the pods that would not go with a cluster, unless they work on its volumes.
     *
     * @return the write by which the database over volumes that are needed is stopped, if it is not; whatever else its spec asks
     *     for, and may be refused, is of no use any more
     */
    public List<Plan> settle(RestoreTarget target) {
        if (!keepsVolumes(client, target)) {
            pods.removeOwnerless(target);
            return List.of();
        }
        return OwnSet.of(client, target)
                .filter(set -> !set.isMarkedForDeletion() && set.getSpec().getReplicas() != 0)
                .map(set -> Plan.stop(target.object(), set))
                .stream()
                .toList();
    }

    /** Has a cluster looked at again. */
    public <P extends HasMetadata> Reconciliation<P> again(Reconciliation<P> reconciliation) {
        return reconciliation.again(LOOK);
    }
}
