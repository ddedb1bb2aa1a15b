package io.cameleer.greptimedb.roles;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.etcd.Membership;
import io.cameleer.greptimedb.spec.ResourceSpec;
import io.cameleer.reconcile.RestrictedPod;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The objects of etcd. What a member needs to start the first time stands in a ConfigMap that pods read as their environment,
 * so that other members need no restart when one joins.
 */
final class EtcdRole {
    private static final String DATA = "/var/lib/etcd";
    private static final BigDecimal LARGEST_QUOTA = BigDecimal.valueOf(8L << 30);

    private EtcdRole() {}

    static List<HasMetadata> objects(GreptimeDBCluster cluster, Surroundings surroundings, Membership membership) {
        var objects = new ArrayList<HasMetadata>();
        objects.add(new ConfigMapBuilder()
                .withMetadata(Role.ETCD.metadata(cluster))
                .withData(membership.environment())
                .build());
        objects.add(service(cluster));
        Budget.of(cluster, Role.ETCD, membership.replicas()).ifPresent(objects::add);
        objects.add(Workload.statefulSet(
                cluster,
                Role.ETCD,
                membership.replicas(),
                RolePod.template(
                        cluster,
                        surroundings,
                        Role.ETCD,
                        Map.of(),
                        container(cluster),
                        List.of(DatabaseContainer.scratch("tmp"))),
                Claim.of(cluster, Role.ETCD, cluster.getSpec().etcd().storage().size(), surroundings.etcdClass())));
        return objects;
    }

    /** The client addresses of all members that the spec asks for. */
    static List<String> addresses(GreptimeDBCluster cluster) {
        return IntStream.range(0, cluster.getSpec().etcd().replicas())
                .mapToObj(i -> host(cluster, i) + ":"
                        + cluster.getSpec().etcd().ports().client())
                .toList();
    }

    private static String host(GreptimeDBCluster cluster, int ordinal) {
        var name = Role.ETCD.of(cluster);
        return name + "-" + ordinal + "." + name + "." + cluster.getMetadata().getNamespace() + ".svc";
    }

    private static Container container(GreptimeDBCluster cluster) {
        var spec = cluster.getSpec().etcd();
        var name = Role.ETCD.of(cluster);
        var host = "http://$(POD_NAME)." + name + "." + cluster.getMetadata().getNamespace() + ".svc:";
        return new ContainerBuilder()
                .withArgs(
                        "--name=$(POD_NAME)",
                        "--data-dir=" + DATA + "/data",
                        "--listen-client-urls=http://0.0.0.0:" + spec.ports().client(),
                        "--advertise-client-urls=" + host + spec.ports().client(),
                        "--listen-peer-urls=http://0.0.0.0:" + spec.ports().peer(),
                        "--initial-advertise-peer-urls=" + host + spec.ports().peer(),
                        "--auto-compaction-mode=periodic",
                        "--auto-compaction-retention=1h",
                        "--quota-backend-bytes=" + quota(spec.storage().size()),
                        "--snapshot-count=10000",
                        "--heartbeat-interval=200",
                        "--election-timeout=2000")
                .withCommand("etcd")
                .withEnv(
                        RestrictedPod.field("POD_NAME", "metadata.name"),
                        setting(cluster, "ETCD_INITIAL_CLUSTER"),
                        setting(cluster, "ETCD_INITIAL_CLUSTER_STATE"),
                        setting(cluster, "ETCD_INITIAL_CLUSTER_TOKEN"))
                .withImage(spec.image())
                .withImagePullPolicy("IfNotPresent")
                // Asked of this member alone: a lost quorum must not have all members restarted.
                .withLivenessProbe(RolePod.probe("client", "/health?serializable=true", 10, 6))
                .withName(Role.ETCD.label())
                .withPorts(
                        DatabaseContainer.port("client", spec.ports().client()),
                        DatabaseContainer.port("peer", spec.ports().peer()))
                // A member without space still answers reads, and the operator mends it; it is not to vanish.
                .withReadinessProbe(RolePod.probe("client", "/health?exclude=NOSPACE", 5, 2))
                .withResources(ResourceSpec.of(spec.resources()))
                .withSecurityContext(RestrictedPod.container())
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withVolumeMounts(
                        DatabaseContainer.mount(Claim.name(cluster, Role.ETCD), DATA),
                        DatabaseContainer.mount("tmp", "/tmp"))
                .build();
    }

    private static EnvVar setting(GreptimeDBCluster cluster, String key) {
        return new EnvVarBuilder()
                .withName(key)
                .withNewValueFrom()
                .withNewConfigMapKeyRef(key, Role.ETCD.of(cluster), null)
                .endValueFrom()
                .build();
    }

    /** Room for data: most of the volume, never more than etcd is made for. */
    private static String quota(Quantity size) {
        return Quantity.getAmountInBytes(size)
                .multiply(BigDecimal.valueOf(8))
                .movePointLeft(1)
                .min(LARGEST_QUOTA)
                .toBigInteger()
                .toString();
    }

    private static HasMetadata service(GreptimeDBCluster cluster) {
        var ports = cluster.getSpec().etcd().ports();
        return new ServiceBuilder()
                .withMetadata(Role.ETCD.metadata(cluster))
                .withNewSpec()
                .withClusterIP("None")
                .withPorts(Ports.of("client", ports.client()), Ports.of("peer", ports.peer()))
                // Members have to find each other before any of them is ready.
                .withPublishNotReadyAddresses(true)
                .withSelector(Role.ETCD.selector(cluster))
                .endSpec()
                .build();
    }
}
