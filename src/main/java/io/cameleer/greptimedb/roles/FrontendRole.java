package io.cameleer.greptimedb.roles;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The objects of the query endpoint. */
final class FrontendRole {
    private FrontendRole() {}

    static List<HasMetadata> objects(GreptimeDBCluster cluster, Surroundings surroundings, String image) {
        var spec = cluster.getSpec().frontend();
        var configuration = Configuration.map(cluster, Role.FRONTEND, image);
        var objects = new ArrayList<HasMetadata>();
        objects.add(configuration);
        objects.add(service(cluster));
        Budget.of(cluster, Role.FRONTEND, spec.replicas()).ifPresent(objects::add);
        objects.add(Workload.deployment(
                cluster,
                Role.FRONTEND,
                spec.replicas(),
                RolePod.template(
                        cluster,
                        surroundings,
                        Role.FRONTEND,
                        Map.of(RolePod.CONFIGURATION, Configuration.mark(configuration, "config.toml")),
                        DatabaseContainer.of(
                                cluster,
                                Role.FRONTEND,
                                image,
                                arguments(cluster),
                                List.of(),
                                spec.resources(),
                                Map.of(
                                        "grpc", spec.ports().grpc(),
                                        "http", spec.ports().http(),
                                        "mysql", spec.ports().mysql(),
                                        "postgresql", spec.ports().postgresql()),
                                List.of()),
                        DatabaseContainer.volumes(cluster, Role.FRONTEND))));
        return objects;
    }

    private static List<String> arguments(GreptimeDBCluster cluster) {
        var ports = cluster.getSpec().frontend().ports();
        return List.of(
                "frontend",
                "start",
                "--rpc-bind-addr",
                "0.0.0.0:" + ports.grpc(),
                "--rpc-server-addr",
                "$(POD_IP):" + ports.grpc(),
                "--metasrv-addrs",
                MetaRole.address(cluster),
                "--http-addr",
                "0.0.0.0:" + ports.http(),
                "--mysql-addr",
                "0.0.0.0:" + ports.mysql(),
                "--postgres-addr",
                "0.0.0.0:" + ports.postgresql(),
                "--config-file",
                Configuration.FOLDER + "/config.toml");
    }

    private static Service service(GreptimeDBCluster cluster) {
        var spec = cluster.getSpec().frontend();
        return new ServiceBuilder()
                .withMetadata(new ObjectMetaBuilder(Role.FRONTEND.metadata(cluster))
                        .addToAnnotations(spec.service().annotations())
                        .build())
                .withNewSpec()
                .withPorts(
                        Ports.of("http", spec.ports().http()),
                        Ports.of("grpc", spec.ports().grpc()),
                        Ports.of("mysql", spec.ports().mysql()),
                        Ports.of("postgresql", spec.ports().postgresql()),
                        Ports.to("prometheus", spec.ports().prometheus(), "http"))
                .withSelector(Role.FRONTEND.selector(cluster))
                .withType(spec.service().type())
                .endSpec()
                .build();
    }
}
