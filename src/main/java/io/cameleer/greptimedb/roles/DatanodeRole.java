package io.cameleer.greptimedb.roles;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.reconcile.RestrictedPod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The objects of the data nodes. A node's id is its ordinal, and its address a name that outlives the pod's IP. */
final class DatanodeRole {
    private DatanodeRole() {}

    static List<HasMetadata> objects(GreptimeDBCluster cluster, Surroundings surroundings, String image, int replicas) {
        var spec = cluster.getSpec().datanode();
        var objects = new ArrayList<HasMetadata>();
        StorageAccess.owned(cluster).ifPresent(objects::add);
        var configuration = Configuration.map(cluster, Role.DATANODE, image);
        objects.add(configuration);
        objects.add(new ServiceBuilder()
                .withMetadata(Role.DATANODE.metadata(cluster))
                .withNewSpec()
                .withClusterIP("None")
                .withPorts(
                        Ports.of("grpc", spec.ports().grpc()),
                        Ports.of("http", spec.ports().http()))
                .withPublishNotReadyAddresses(true)
                .withSelector(Role.DATANODE.selector(cluster))
                .endSpec()
                .build());
        Budget.of(cluster, Role.DATANODE, replicas).ifPresent(objects::add);
        objects.add(Workload.statefulSet(
                cluster,
                Role.DATANODE,
                replicas,
                template(cluster, surroundings, image, configuration),
                Claim.of(cluster, Role.DATANODE, spec.localCache().size(), surroundings.datanodeClass())));
        return objects;
    }

    private static PodTemplateSpec template(
            GreptimeDBCluster cluster, Surroundings surroundings, String image, ConfigMap configuration) {
        var spec = cluster.getSpec().datanode();
        var name = Role.DATANODE.of(cluster);
        var arguments = List.of(
                "datanode",
                "start",
                "--node-id=$(POD_INDEX)",
                "--metasrv-addrs",
                MetaRole.address(cluster),
                "--rpc-bind-addr",
                "0.0.0.0:" + spec.ports().grpc(),
                "--rpc-server-addr=$(POD_NAME)." + name + "."
                        + cluster.getMetadata().getNamespace() + ":"
                        + spec.ports().grpc(),
                "--http-addr",
                "0.0.0.0:" + spec.ports().http(),
                "--data-home",
                Configuration.DATA,
                "--config-file",
                Configuration.FOLDER + "/config.toml");
        var environment = new ArrayList<EnvVar>();
        environment.add(RestrictedPod.field("POD_INDEX", "metadata.labels['apps.kubernetes.io/pod-index']"));
        environment.addAll(StorageAccess.environment(cluster));
        var mounts = new ArrayList<VolumeMount>();
        mounts.add(DatabaseContainer.mount(Claim.name(cluster, Role.DATANODE), Configuration.DATA));
        StorageAccess.mount(cluster).ifPresent(mounts::add);
        var volumes = new ArrayList<Volume>(DatabaseContainer.volumes(cluster, Role.DATANODE));
        StorageAccess.volume(cluster).ifPresent(volumes::add);
        return RolePod.template(
                cluster,
                surroundings,
                Role.DATANODE,
                Map.of(
                        RolePod.CONFIGURATION,
                        Configuration.mark(configuration, "config.toml"),
                        RolePod.CREDENTIALS,
                        surroundings.storageSecret()),
                DatabaseContainer.of(
                        cluster,
                        Role.DATANODE,
                        image,
                        arguments,
                        environment,
                        spec.resources(),
                        Map.of("grpc", spec.ports().grpc(), "http", spec.ports().http()),
                        mounts),
                volumes);
    }
}
