package io.cameleer.cluster;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;

/** What somebody else made, and the operator has to leave alone. */
public final class Strangers {
    private Strangers() {}

    /** Makes a pod that has nothing of a cluster's but what it is given. */
    public static Pod pod(
            TestCluster cluster,
            String namespace,
            String name,
            Map<String, String> labels,
            List<OwnerReference> owners) {
        return cluster.client()
                .resource(described(namespace, name, labels, owners))
                .create();
    }

    /** Makes a pod that has a claim in use. */
    public static Pod podOver(TestCluster cluster, String namespace, String name, String claim) {
        return cluster.client()
                .resource(new PodBuilder(described(namespace, name, Map.of(), List.of()))
                        .editSpec()
                        .addNewVolume()
                        .withName("data")
                        .withNewPersistentVolumeClaim()
                        .withClaimName(claim)
                        .endPersistentVolumeClaim()
                        .endVolume()
                        .endSpec()
                        .build())
                .create();
    }

    private static Pod described(
            String namespace, String name, Map<String, String> labels, List<OwnerReference> owners) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(labels)
                .withOwnerReferences(owners)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("prometheus")
                .withImage("somebodys")
                .endContainer()
                .endSpec()
                .build();
    }
}
