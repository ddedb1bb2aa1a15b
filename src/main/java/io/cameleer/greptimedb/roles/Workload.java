package io.cameleer.greptimedb.roles;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;

/** What runs the pods of a role. */
final class Workload {
    private Workload() {}

    /** For pods that keep nothing. */
    static Deployment deployment(GreptimeDBCluster cluster, Role role, int replicas, PodTemplateSpec template) {
        return new DeploymentBuilder()
                .withMetadata(role.metadata(cluster))
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(role.selector(cluster))
                .endSelector()
                .withTemplate(template)
                .endSpec()
                .build();
    }

    /** For pods with a name and a volume each; they start together, as some have to find each other first. */
    static StatefulSet statefulSet(
            GreptimeDBCluster cluster, Role role, int replicas, PodTemplateSpec template, PersistentVolumeClaim claim) {
        return new StatefulSetBuilder()
                .withMetadata(role.metadata(cluster))
                .withNewSpec()
                .withNewPersistentVolumeClaimRetentionPolicy(cluster.getSpec().deletion(), "Retain")
                .withPodManagementPolicy("Parallel")
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(role.selector(cluster))
                .endSelector()
                .withServiceName(role.of(cluster))
                .withTemplate(template)
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .endUpdateStrategy()
                .withVolumeClaimTemplates(claim)
                .endSpec()
                .build();
    }
}
