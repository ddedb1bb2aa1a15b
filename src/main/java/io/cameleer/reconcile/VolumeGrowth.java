package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Enlarges the volumes of a StatefulSet. Its claim templates cannot be edited, so the claims themselves grow and the
 * StatefulSet is made anew around its running pods.
 */
final class VolumeGrowth {
    private final KubernetesClient client;

    VolumeGrowth(KubernetesClient client) {
        this.client = client;
    }

    boolean isNeeded(StatefulSet before, StatefulSet after) {
        return !before.getSpec().getVolumeClaimTemplates().isEmpty()
                && after.getSpec().getVolumeClaimTemplates().stream()
                        .anyMatch(template -> before.getSpec().getVolumeClaimTemplates().stream()
                                .filter(old -> sameName(old, template))
                                .anyMatch(old -> size(template).compareTo(size(old)) > 0));
    }

    /**
     * Grows all claims and removes the StatefulSet without its pods; the caller applies it again.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the storage class does not allow it; the
     *     StatefulSet is then untouched
     */
    void grow(StatefulSet before, StatefulSet after) {
        var uid = before.getMetadata().getUid();
        for (var template : after.getSpec().getVolumeClaimTemplates()) {
            var prefix = template.getMetadata().getName() + "-"
                    + before.getMetadata().getName() + "-";
            client
                    .persistentVolumeClaims()
                    .inNamespace(before.getMetadata().getNamespace())
                    .withLabels(before.getSpec().getSelector().getMatchLabels())
                    .list()
                    .getItems()
                    .stream()
                    .filter(claim -> claim.getMetadata().getName().matches(Pattern.quote(prefix) + "\\d+"))
                    .filter(claim -> claim.getMetadata().getOwnerReferences().stream()
                            .allMatch(owner -> owner.getUid().equals(uid)))
                    .filter(claim -> size(claim).compareTo(size(template)) < 0)
                    .forEach(claim -> request(claim, template));
        }
        Deletion.of(client, before, null, DeletionPropagation.ORPHAN);
        client.resource(before)
                .waitUntilCondition(
                        now -> now == null || !uid.equals(now.getMetadata().getUid()), 10, TimeUnit.SECONDS);
    }

    private void request(PersistentVolumeClaim claim, PersistentVolumeClaim template) {
        var requests = template.getSpec().getResources().getRequests();
        client.resource(claim).edit(current -> new PersistentVolumeClaimBuilder(current)
                .editSpec()
                .editResources()
                .addToRequests(requests)
                .endResources()
                .endSpec()
                .build());
    }

    private static boolean sameName(PersistentVolumeClaim one, PersistentVolumeClaim other) {
        return one.getMetadata().getName().equals(other.getMetadata().getName());
    }

    private static java.math.BigDecimal size(PersistentVolumeClaim claim) {
        return Quantity.getAmountInBytes(
                claim.getSpec().getResources().getRequests().get("storage"));
    }
}
