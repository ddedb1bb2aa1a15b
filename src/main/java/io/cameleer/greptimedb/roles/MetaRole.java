package io.cameleer.greptimedb.roles;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The objects of the coordination, which GreptimeDB calls metasrv. */
final class MetaRole {
    private MetaRole() {}

    static List<HasMetadata> objects(GreptimeDBCluster cluster, Surroundings surroundings, String image) {
        var spec = cluster.getSpec().meta();
        var configuration = Configuration.map(cluster, Role.META, image);
        var objects = new ArrayList<HasMetadata>();
        objects.add(configuration);
        objects.add(new ServiceBuilder()
                .withMetadata(Role.META.metadata(cluster))
                .withNewSpec()
                .withPorts(
                        Ports.of("grpc", spec.ports().grpc()),
                        Ports.of("http", spec.ports().http()))
                .withSelector(Role.META.selector(cluster))
                .endSpec()
                .build());
        Budget.of(cluster, Role.META, spec.replicas()).ifPresent(objects::add);
        var arguments = List.of(
                "metasrv",
                "start",
                "--rpc-bind-addr",
                "0.0.0.0:" + spec.ports().grpc(),
                "--rpc-server-addr",
                "$(POD_IP):" + spec.ports().grpc(),
                "--http-addr",
                "0.0.0.0:" + spec.ports().http(),
                "--config-file",
                Configuration.FOLDER + "/config.toml");
        objects.add(Workload.deployment(
                cluster,
                Role.META,
                spec.replicas(),
                RolePod.template(
                        cluster,
                        surroundings,
                        Role.META,
                        Map.of(RolePod.CONFIGURATION, Configuration.mark(configuration, "config.toml")),
                        DatabaseContainer.of(
                                cluster,
                                Role.META,
                                image,
                                arguments,
                                List.of(),
                                spec.resources(),
                                Map.of(
                                        "grpc",
                                        spec.ports().grpc(),
                                        "http",
                                        spec.ports().http()),
                                List.of()),
                        DatabaseContainer.volumes(cluster, Role.META))));
        return objects;
    }

    /** The address that the other roles are told. */
    static String address(GreptimeDBCluster cluster) {
        return Role.META.of(cluster) + "." + cluster.getMetadata().getNamespace() + ":"
                + cluster.getSpec().meta().ports().grpc();
    }
}
