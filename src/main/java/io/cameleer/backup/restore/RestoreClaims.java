package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.reconcile.Owner;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;

/** The volume claims of a cluster that is restored: one of its name may be somebody else's. */
final class RestoreClaims {
    private final KubernetesClient client;

    RestoreClaims(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Makes a claim that is not there.
     *
     * @throws BackupException when it is somebody else's
     */
    void make(RestoreTarget target, PersistentVolumeClaim claim) {
        if (found(target, claim).isEmpty()) {
            client.resource(asItsSetWould(target, claim)).create();
        }
    }

    /** The StatefulSet sees to the owners of claims only while it has pods. */
    private PersistentVolumeClaim asItsSetWould(RestoreTarget target, PersistentVolumeClaim claim) {
        return OwnSet.of(client, target)
                .filter(set -> Optional.ofNullable(set.getSpec().getPersistentVolumeClaimRetentionPolicy())
                        .filter(policy -> "Delete".equals(policy.getWhenDeleted()))
                        .isPresent())
                .map(set -> new PersistentVolumeClaimBuilder(claim)
                        .editMetadata()
                        .withOwnerReferences(Owner.of(set))
                        .endMetadata()
                        .build())
                .orElse(claim);
    }

    /**
     * The claim as it is, or nothing.
     *
     * @throws BackupException when it is somebody else's
     */
    Optional<PersistentVolumeClaim> found(RestoreTarget target, PersistentVolumeClaim claim) {
        var found = Optional.ofNullable(client.resource(claim).get());
        found.ifPresent(present -> refuseForeign(target, claim, present));
        return found;
    }

    /** A claim that outlived its StatefulSet belongs to nobody and has its labels; any other is somebody's. */
    private void refuseForeign(RestoreTarget target, PersistentVolumeClaim claim, PersistentVolumeClaim found) {
        var labels = Optional.ofNullable(found.getMetadata().getLabels()).orElse(Map.of());
        if (!labels.entrySet().containsAll(claim.getMetadata().getLabels().entrySet())) {
            throw new BackupException("claim " + claim.getMetadata().getName()
                    + " has not the labels of " + target.id()
                    + ", so its data are not touched; give the cluster another name, or the claim the labels "
                    + claim.getMetadata().getLabels() + " if its data are the cluster's");
        }
        found.getMetadata().getOwnerReferences().stream()
                .filter(reference -> !reference.getUid().equals(set(target))
                        && !reference
                                .getUid()
                                .equals(target.object().getMetadata().getUid()))
                .findFirst()
                .ifPresent(reference -> {
                    throw new BackupException("claim " + claim.getMetadata().getName() + " belongs to "
                            + reference.getKind() + " " + reference.getName() + ", which is not of " + target.id()
                            + ", so its data are not touched; give the cluster another name");
                });
    }

    /** The UID of the cluster's own StatefulSet, or nothing. */
    private String set(RestoreTarget target) {
        return OwnSet.of(client, target).map(set -> set.getMetadata().getUid()).orElse("");
    }
}
