package io.cameleer.kubeblocks.ops;

import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.objects.Names;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whether volumes can grow where they are. */
final class OpsVolumes {
    private final KubernetesClient client;

    OpsVolumes(KubernetesClient client) {
        this.client = client;
    }

    /** What stands against it: classes that do not allow it. */
    List<Violation> violations(OpsRequest request, Cluster cluster) {
        return request.getSpec().volumeExpansion().stream()
                .flatMap(wish -> wish.volumeClaimTemplates().stream()
                        .flatMap(volume -> refusal(cluster, wish.componentName(), volume.name())))
                .toList();
    }

    private Stream<Violation> refusal(Cluster cluster, String component, String volume) {
        var prefix = "%s-%s-%s-".formatted(volume, cluster.getMetadata().getName(), component);
        return client
                .persistentVolumeClaims()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withLabels(Map.of(Names.INSTANCE, cluster.getMetadata().getName(), Names.COMPONENT, component))
                .list()
                .getItems()
                .stream()
                .filter(claim -> claim.getMetadata().getName().startsWith(prefix))
                .map(PersistentVolumeClaim::getSpec)
                .map(spec -> spec.getStorageClassName() == null ? "" : spec.getStorageClassName())
                .distinct()
                .filter(name -> !grows(name))
                .map(name -> new Violation(
                        "spec.volumeExpansion[%s].volumeClaimTemplates[%s].storage".formatted(component, volume),
                        "StorageClass %s does not allow volumes to grow".formatted(name.isEmpty() ? "(none)" : name),
                        "set allowVolumeExpansion of it if its driver can, or make a Cluster with larger volumes"));
    }

    private boolean grows(String name) {
        if (name.isEmpty()) {
            return false;
        }
        var found = client.storage().v1().storageClasses().withName(name).get();
        return found != null && Boolean.TRUE.equals(found.getAllowVolumeExpansion());
    }
}
