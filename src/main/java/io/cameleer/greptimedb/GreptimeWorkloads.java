package io.cameleer.greptimedb;

import io.cameleer.greptimedb.etcd.Membership;
import io.cameleer.greptimedb.roles.Images;
import io.cameleer.greptimedb.roles.Role;
import io.cameleer.greptimedb.roles.RoleObjects;
import io.cameleer.greptimedb.roles.StorageAccess;
import io.cameleer.greptimedb.roles.Surroundings;
import io.cameleer.greptimedb.spec.StorageSpec;
import io.cameleer.reconcile.Owner;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which objects a cluster should have now. A role is made when the one before it is ready, and is never taken down again
 * because an earlier one is not ready for a while.
 */
public final class GreptimeWorkloads {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofSeconds(30);

    private final KubernetesClient client;

    /** Looks with a client for Secrets that are not needed any more. */
    public GreptimeWorkloads(KubernetesClient client) {
        this.client = client;
    }

    /** Sets the desired objects. */
    public Reconciliation<GreptimeDBCluster> desire(
            Reconciliation<GreptimeDBCluster> reconciliation,
            Surroundings surroundings,
            Membership membership,
            Regions.Wish datanodes) {
        var objects = new ArrayList<HasMetadata>();
        RoleObjects.serviceAccount(reconciliation.primary(), surroundings).ifPresent(objects::add);
        objects.addAll(RoleObjects.etcd(reconciliation.primary(), surroundings, membership));
        objects.addAll(afterEtcd(reconciliation, surroundings, datanodes.replicas()));
        var desired = reconciliation.desiring(objects);
        return membership.busy() || datanodes.note() != null ? desired.again(SOON) : desired.again(LATER);
    }

    private static List<HasMetadata> afterEtcd(
            Reconciliation<GreptimeDBCluster> reconciliation, Surroundings surroundings, int datanodes) {
        var cluster = reconciliation.primary();
        var objects = new ArrayList<HasMetadata>();
        var etcd = RoleState.of(reconciliation, Role.ETCD);
        var meta = RoleState.of(reconciliation, Role.META);
        var datanode = RoleState.of(reconciliation, Role.DATANODE);
        var frontend = RoleState.of(reconciliation, Role.FRONTEND);
        var grafana = RoleState.of(reconciliation, Role.GRAFANA);
        var images = images(cluster, meta, datanode, frontend);
        if (meta.exists() || etcd.opensTheNext()) {
            objects.addAll(RoleObjects.meta(cluster, surroundings, images));
        }
        if (datanode.exists() || meta.opensTheNext()) {
            objects.addAll(RoleObjects.datanode(cluster, surroundings, images, datanodes));
        }
        if (frontend.exists() || datanode.opensTheNext()) {
            objects.addAll(RoleObjects.frontend(cluster, surroundings, images));
        }
        if (cluster.getSpec().grafana().enabled() && (grafana.exists() || frontend.opensTheNext())) {
            objects.addAll(RoleObjects.grafana(cluster, surroundings));
        }
        return objects;
    }

    /** A role gets a new image when the one before it runs on its own new image; until then it keeps what it has. */
    private static Images images(GreptimeDBCluster cluster, RoleState meta, RoleState datanode, RoleState frontend) {
        var wanted = Images.wanted(cluster);
        var metaDone = meta.settled() && wanted.meta().equals(meta.image());
        var datanodeDone = metaDone && datanode.settled() && wanted.datanode().equals(datanode.image());
        return new Images(
                wanted.meta(),
                metaDone || !datanode.exists() ? wanted.datanode() : datanode.image(),
                datanodeDone || !frontend.exists() ? wanted.frontend() : frontend.image());
    }

    /** The labels of all pods of a cluster. */
    public Map<String, String> selector(Reconciliation<GreptimeDBCluster> reconciliation) {
        return Map.of(
                "app.kubernetes.io/instance",
                reconciliation.primary().getMetadata().getName(),
                "app.kubernetes.io/part-of",
                "greptimedb");
    }

    /** The deletions of the operator's own Secrets that the spec has no use for any more. */
    public List<Plan> retire(Reconciliation<GreptimeDBCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var plans = new ArrayList<Plan>();
        if (cluster.getSpec().storage().credentials() != StorageSpec.Credentials.INLINE) {
            own(cluster, StorageAccess.copy(cluster)).ifPresent(plans::add);
        }
        if (!cluster.getSpec().grafana().enabled()
                || cluster.getSpec().grafana().hasPasswordSecret()) {
            own(cluster, Role.GRAFANA.of(cluster)).ifPresent(plans::add);
        }
        return plans;
    }

    private Optional<Plan> own(GreptimeDBCluster cluster, String secret) {
        return Optional.ofNullable(client.secrets()
                        .inNamespace(cluster.getMetadata().getNamespace())
                        .withName(secret)
                        .get())
                .filter(found -> Owner.owns(cluster, found))
                .map(found -> Plan.deletion(cluster, found));
    }

    /** The deletion of the ServiceAccount with the last cluster of a namespace that uses it, if the operator made it. */
    public List<Plan> farewell(Reconciliation<GreptimeDBCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var namespace = cluster.getMetadata().getNamespace();
        if (cluster.getSpec() == null
                || reconciliation
                        .primaries()
                        .filter(other -> other.getMetadata().getNamespace().equals(namespace))
                        .filter(other -> !other.getMetadata()
                                .getUid()
                                .equals(cluster.getMetadata().getUid()))
                        .anyMatch(other -> other.getSpec() != null
                                && !other.isMarkedForDeletion()
                                && other.getSpec()
                                        .serviceAccount()
                                        .equals(cluster.getSpec().serviceAccount()))) {
            return List.of();
        }
        return Optional.ofNullable(client.serviceAccounts()
                        .inNamespace(namespace)
                        .withName(cluster.getSpec().serviceAccount())
                        .get())
                .filter(RoleObjects::isOurs)
                .map(account -> List.of(Plan.deletion(cluster, account)))
                .orElse(List.of());
    }
}
