package io.cameleer.greptimedb.roles;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.spec.ResourceSpec;
import io.cameleer.reconcile.RestrictedPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The container of one of GreptimeDB's own roles. The image's entry point starts the program; only arguments are given. */
final class DatabaseContainer {
    private DatabaseContainer() {}

    /**
     * A container.
     *
     * @param ports name and number, the HTTP port among them under the name http
     */
    static Container of(
            GreptimeDBCluster cluster,
            Role role,
            String image,
            List<String> arguments,
            List<EnvVar> environment,
            ResourceSpec resources,
            Map<String, Integer> ports,
            List<VolumeMount> mounts) {
        var variables = new ArrayList<>(List.of(
                RestrictedPod.field("POD_IP", "status.podIP"),
                RestrictedPod.field("POD_NAME", "metadata.name"),
                RestrictedPod.field("POD_NAMESPACE", "metadata.namespace")));
        variables.addAll(environment);
        var all = new ArrayList<>(List.of(
                mount("config", Configuration.FOLDER), mount("logs", Configuration.LOGS), mount("tmp", "/tmp")));
        all.addAll(mounts);
        return new ContainerBuilder()
                .withArgs(arguments)
                .withEnv(variables)
                .withImage(image)
                .withImagePullPolicy(cluster.getSpec().image().pullPolicy())
                .withLivenessProbe(RolePod.probe("http", "/health", 10, 6))
                .withName(role.label())
                .withPorts(ports.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(port -> port(port.getKey(), port.getValue()))
                        .toList())
                .withReadinessProbe(RolePod.probe("http", "/health", 5, 2))
                .withResources(ResourceSpec.of(resources))
                .withSecurityContext(RestrictedPod.container())
                .withStartupProbe(RolePod.probe("http", "/health", 5, 60))
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withVolumeMounts(all)
                .build();
    }

    /** The volumes that every one of these containers mounts. */
    static List<Volume> volumes(GreptimeDBCluster cluster, Role role) {
        return List.of(
                new VolumeBuilder()
                        .withNewConfigMap()
                        .withName(role.of(cluster))
                        .endConfigMap()
                        .withName("config")
                        .build(),
                scratch("logs"),
                scratch("tmp"));
    }

    /** A volume that ends with its pod. */
    static Volume scratch(String name) {
        return new VolumeBuilder()
                .withNewEmptyDir()
                .endEmptyDir()
                .withName(name)
                .build();
    }

    /** A mounted volume. */
    static VolumeMount mount(String name, String path) {
        return new VolumeMountBuilder().withMountPath(path).withName(name).build();
    }

    static ContainerPort port(String name, int number) {
        return new ContainerPortBuilder()
                .withContainerPort(number)
                .withName(name)
                .withProtocol("TCP")
                .build();
    }
}
