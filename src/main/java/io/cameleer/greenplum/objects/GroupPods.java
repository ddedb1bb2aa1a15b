package io.cameleer.greenplum.objects;

import io.cameleer.greenplum.GreenplumCluster;
import io.cameleer.greenplum.spec.Amounts;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFileBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodAntiAffinityBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;

/**
 * The StatefulSet of a group. It replaces no pod by itself: which one may be restarted is known to the operator alone. Pods are
 * as earlier operators of this API made them, as that is what the image expects.
 */
final class GroupPods {
    private static final int READABLE = 0444;
    private static final int PLAIN = 0644;

    private GroupPods() {}

    static StatefulSet of(GreenplumCluster cluster, Group group, int size, String image) {
        return new StatefulSetBuilder()
                .withMetadata(Names.metadata(cluster, group.set()))
                .editMetadata()
                .addToLabels("type", group.set())
                .endMetadata()
                .withNewSpec()
                .withPodManagementPolicy("Parallel")
                .withReplicas(size)
                .withNewSelector()
                .withMatchLabels(group.labels(cluster))
                .endSelector()
                .withServiceName(Names.AGENT)
                .withTemplate(template(cluster, group, image))
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .withVolumeClaimTemplates(claim(cluster, group))
                .endSpec()
                .build();
    }

    private static PodTemplateSpec template(GreenplumCluster cluster, Group group, String image) {
        var spec = group.spec(cluster);
        var namespace = cluster.getMetadata().getNamespace();
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(group.labels(cluster))
                .endMetadata()
                .withNewSpec()
                .withAffinity(spec.isApart() ? apart(group, namespace) : null)
                .withContainers(container(cluster, group, image))
                .withNewDnsConfig()
                .withSearches(Names.domain(cluster))
                .endDnsConfig()
                .withImagePullSecrets(new LocalObjectReference("regsecret"))
                .withNodeSelector(spec.workerSelector().isEmpty() ? null : spec.workerSelector())
                .withServiceAccountName(Names.ACCOUNT)
                .withVolumes(volumes())
                .endSpec()
                .build();
    }

    /** Nodes are labelled so that those that stand in for each other never share one; masters count by their host. */
    private static Affinity apart(Group group, String namespace) {
        var affinity = new AffinityBuilder()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey(NodeLabel.key(namespace, group))
                .withOperator("In")
                .withValues(NodeLabel.value(group))
                .endMatchExpression()
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity();
        return group == Group.MASTER
                ? affinity.withPodAntiAffinity(new PodAntiAffinityBuilder()
                                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                                .withNewLabelSelector()
                                .addNewMatchExpression()
                                .withKey("type")
                                .withOperator("In")
                                .withValues(group.set())
                                .endMatchExpression()
                                .endLabelSelector()
                                .withTopologyKey("kubernetes.io/hostname")
                                .endRequiredDuringSchedulingIgnoredDuringExecution()
                                .build())
                        .build()
                : affinity.build();
    }

    private static Container container(GreenplumCluster cluster, Group group, String image) {
        return new ContainerBuilder()
                .withArgs("/home/gpadmin/tools/startGreenplumContainer")
                .addNewEnv()
                .withName("MASTER_DATA_DIRECTORY")
                .withValue("/greenplum/data-1")
                .endEnv()
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withName(Names.CONTAINER)
                .addNewPort()
                .withContainerPort(22)
                .withProtocol("TCP")
                .endPort()
                .withNewReadinessProbe()
                .withInitialDelaySeconds(5)
                .withNewTcpSocket()
                .withNewPort(22)
                .endTcpSocket()
                .endReadinessProbe()
                .withNewResources()
                .withLimits(Amounts.limits(
                        group.spec(cluster).cpu(), group.spec(cluster).memory()))
                .endResources()
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withVolumeMounts(
                        mount("ssh-key-volume", "/etc/ssh-key"),
                        mount("config-volume", "/etc/config"),
                        mount(Names.claim(cluster), "/greenplum"),
                        mount("cgroups", "/sys/fs/cgroup"),
                        mount("podinfo", "/etc/podinfo"))
                .build();
    }

    private static VolumeMount mount(String volume, String path) {
        return new VolumeMountBuilder().withMountPath(path).withName(volume).build();
    }

    private static List<Volume> volumes() {
        return List.of(
                new VolumeBuilder()
                        .withName("ssh-key-volume")
                        .withNewSecret()
                        .withDefaultMode(READABLE)
                        .withSecretName(Names.SSH)
                        .endSecret()
                        .build(),
                new VolumeBuilder()
                        .withName("config-volume")
                        .withNewConfigMap()
                        .withDefaultMode(PLAIN)
                        .withName(Names.CONFIG)
                        .endConfigMap()
                        .build(),
                new VolumeBuilder()
                        .withName("cgroups")
                        .withNewHostPath()
                        .withPath("/sys/fs/cgroup")
                        .withType("")
                        .endHostPath()
                        .build(),
                new VolumeBuilder()
                        .withName("podinfo")
                        .withNewDownwardAPI()
                        .withDefaultMode(PLAIN)
                        .withItems(
                                field("namespace", "metadata.namespace"),
                                field("greenplumClusterName", "metadata.labels['" + Names.CLUSTER + "']"))
                        .endDownwardAPI()
                        .build());
    }

    private static DownwardAPIVolumeFile field(String path, String field) {
        return new DownwardAPIVolumeFileBuilder()
                .withPath(path)
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath(field)
                .endFieldRef()
                .build();
    }

    private static PersistentVolumeClaim claim(GreenplumCluster cluster, Group group) {
        var spec = group.spec(cluster);
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .addToLabels(Names.MAJOR, Names.SUPPORTED)
                .withName(Names.claim(cluster))
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToLimits("storage", spec.storage())
                .addToRequests("storage", spec.storage())
                .endResources()
                .withStorageClassName(spec.storageClassName())
                .endSpec()
                .build();
    }
}
