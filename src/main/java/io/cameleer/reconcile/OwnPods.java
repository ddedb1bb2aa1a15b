package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pods of a custom resource. Anybody may give a pod its labels; only Kubernetes says whose controller made it. What is
 * deleted, stored or believed of a pod is so only of these.
 */
public final class OwnPods {
    private OwnPods() {}

    /**
     * The pods that have the labels and were made by a StatefulSet of the owner, or by the owner itself.
     *
     * @param labels those by which the family's pods are found
     */
    public static List<Pod> of(KubernetesClient client, HasMetadata owner, Map<String, String> labels) {
        var known = new HashMap<OwnerReference, Boolean>();
        return client
                .pods()
                .inNamespace(owner.getMetadata().getNamespace())
                .withLabels(labels)
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getOwnerReferences().stream()
                        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                        .anyMatch(reference -> known.computeIfAbsent(reference, it -> isOwn(client, owner, it))))
                .toList();
    }

    private static boolean isOwn(KubernetesClient client, HasMetadata owner, OwnerReference reference) {
        if (reference.getUid().equals(owner.getMetadata().getUid())) {
            return true;
        }
        if (!"StatefulSet".equals(reference.getKind())) {
            return false;
        }
        var set = client.apps()
                .statefulSets()
                .inNamespace(owner.getMetadata().getNamespace())
                .withName(reference.getName())
                .get();
        return set != null && set.getMetadata().getUid().equals(reference.getUid()) && Owner.owns(owner, set);
    }
}
