package io.cameleer.greptimedb.roles;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.etcd.Membership;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.List;
import java.util.Optional;

/** The objects of each role: what a role reads before the workload that reads it. */
public final class RoleObjects {
    private RoleObjects() {}

    /** The ServiceAccount of all pods, unless it is somebody else's. All clusters of a namespace share it: none owns it. */
    public static Optional<ServiceAccount> serviceAccount(GreptimeDBCluster cluster, Surroundings surroundings) {
        return surroundings.makesServiceAccount()
                ? Optional.of(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .addToLabels("app.kubernetes.io/managed-by", "cameleer")
                        .addToLabels("app.kubernetes.io/part-of", "greptimedb")
                        .withName(cluster.getSpec().serviceAccount())
                        .withNamespace(cluster.getMetadata().getNamespace())
                        .endMetadata()
                        .build())
                : Optional.empty();
    }

    /** Whether the operator made a ServiceAccount. */
    public static boolean isOurs(ServiceAccount account) {
        return account.getMetadata().getLabels() != null
                && "cameleer".equals(account.getMetadata().getLabels().get("app.kubernetes.io/managed-by"));
    }

    /** The store of metadata. */
    public static List<HasMetadata> etcd(GreptimeDBCluster cluster, Surroundings surroundings, Membership membership) {
        return EtcdRole.objects(cluster, surroundings, membership);
    }

    /** The coordination. */
    public static List<HasMetadata> meta(GreptimeDBCluster cluster, Surroundings surroundings, Images images) {
        return MetaRole.objects(cluster, surroundings, images.meta());
    }

    /** The data nodes. */
    public static List<HasMetadata> datanode(
            GreptimeDBCluster cluster, Surroundings surroundings, Images images, int replicas) {
        return DatanodeRole.objects(cluster, surroundings, images.datanode(), replicas);
    }

    /** The query endpoint. */
    public static List<HasMetadata> frontend(GreptimeDBCluster cluster, Surroundings surroundings, Images images) {
        return FrontendRole.objects(cluster, surroundings, images.frontend());
    }

    /** The dashboards. */
    public static List<HasMetadata> grafana(GreptimeDBCluster cluster, Surroundings surroundings) {
        return GrafanaRole.objects(cluster, surroundings);
    }
}
