package io.cameleer.greptimedb;

import io.cameleer.backup.BackupHealth;
import io.cameleer.backup.restore.RestoreHealth;
import io.cameleer.greptimedb.GreptimeStatus.Endpoints;
import io.cameleer.greptimedb.backup.GreptimeBackups;
import io.cameleer.greptimedb.etcd.Membership;
import io.cameleer.greptimedb.roles.Role;
import io.cameleer.reconcile.Conditions;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The status of a GreptimeDBCluster, from its workloads and its pods. */
public final class GreptimeHealth {
    private static final Duration WHILE_UNREADY = Duration.ofSeconds(5);

    private final Clock clock;

    /** Tells the time of conditions by the system's clock. */
    public GreptimeHealth() {
        this(Clock.systemUTC());
    }

    GreptimeHealth(Clock clock) {
        this.clock = clock;
    }

    /**
     * Concludes on phase, components, endpoints and conditions.
     *
     * @param findings what the surroundings told, null when they were not looked at
     * @param membership what is next for etcd, null when it was not looked at
     * @param datanodes what is next for the data nodes, null when it was not looked at
     */
    public Reconciliation<GreptimeDBCluster> observe(
            Reconciliation<GreptimeDBCluster> reconciliation,
            GreptimeSurroundings.Findings findings,
            Membership membership,
            Regions.Wish datanodes) {
        var cluster = reconciliation.primary();
        var facts = GreptimeFacts.of(reconciliation, GreptimeFacts.notes(membership, datanodes));
        var remarks =
                findings == null ? List.<String>of() : findings.surroundings().remarks();
        var concluded = reconciliation.concluding(new GreptimeStatus(
                facts.phase(),
                facts.message(remarks),
                facts.ready() && facts.trouble().isEmpty(),
                cluster.getMetadata().getGeneration(),
                facts.component(Role.FRONTEND),
                facts.component(Role.DATANODE),
                facts.component(Role.META),
                facts.component(Role.ETCD),
                facts.component(Role.GRAFANA),
                cluster.getSpec() == null ? null : endpoints(cluster),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                conditions(cluster, facts, remarks)));
        return facts.ready() && facts.trouble().isEmpty() ? concluded : concluded.again(WHILE_UNREADY);
    }

    private static Endpoints endpoints(GreptimeDBCluster cluster) {
        var ports = cluster.getSpec().frontend().ports();
        var host = Role.FRONTEND.of(cluster) + "." + cluster.getMetadata().getNamespace() + ".svc:";
        return new Endpoints(
                host + ports.http(),
                host + ports.grpc(),
                host + ports.mysql(),
                host + ports.postgresql(),
                host + ports.prometheus(),
                cluster.getSpec().grafana().enabled()
                        ? Role.GRAFANA.of(cluster) + "." + cluster.getMetadata().getNamespace() + ".svc:3000"
                        : null);
    }

    private static Stream<Condition> stored(GreptimeDBCluster cluster, Conditions conditions) {
        var status = Optional.ofNullable(cluster.getStatus());
        return Stream.of(
                        BackupHealth.condition(
                                status.map(GreptimeStatus::backup).orElse(null), conditions),
                        BackupHealth.condition(
                                status.map(GreptimeStatus::retention).orElse(null), conditions),
                        RestoreHealth.restored(GreptimeBackups.restore(cluster), conditions))
                .flatMap(Optional::stream);
    }

    private List<Condition> conditions(GreptimeDBCluster cluster, GreptimeFacts facts, List<String> remarks) {
        var conditions = new Conditions(
                Optional.ofNullable(cluster.getStatus())
                        .map(GreptimeStatus::conditions)
                        .orElse(null),
                cluster.getMetadata().getGeneration(),
                clock.instant());
        var list = new ArrayList<Condition>();
        list.add(conditions.of(
                "Ready", facts.ready(), facts.ready() ? "AllComponentsReady" : "ComponentsNotReady", facts.count()));
        list.add(conditions.of(
                "Progressing",
                !facts.ready() && facts.trouble().isEmpty(),
                facts.ready() ? "Settled" : facts.trouble().isPresent() ? "Blocked" : "Deploying",
                facts.progress()));
        list.add(conditions.of(
                "Degraded",
                facts.trouble().isPresent(),
                facts.trouble().map(GreptimeFacts.Trouble::reason).orElse("AsExpected"),
                facts.trouble().map(GreptimeFacts.Trouble::message).orElse("Nothing is wrong.")));
        if (!remarks.isEmpty()) {
            list.add(conditions.of("AsSpecified", false, "Remark", String.join("; ", remarks)));
        }
        Optional.ofNullable(cluster.getStatus())
                .map(GreptimeStatus::storage)
                .map(told -> conditions.of("StorageReady", told.ready(), told.reason(), told.message()))
                .ifPresent(list::add);
        Optional.ofNullable(cluster.getStatus())
                .map(GreptimeStatus::queryServices)
                .filter(writers -> !writers.isEmpty())
                .map(writers -> conditions.of("QueryHistory", true, "Served", String.join(", ", writers)))
                .ifPresent(list::add);
        Optional.ofNullable(cluster.getStatus())
                .map(GreptimeStatus::externalGrafana)
                .map(told -> conditions.of(
                        "GrafanaRegistered",
                        told.registered(),
                        told.registered() ? "Registered" : "NotRegistered",
                        told.message()))
                .ifPresent(list::add);
        stored(cluster, conditions).forEach(list::add);
        return list;
    }
}
