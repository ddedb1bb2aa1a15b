package io.cameleer.greptimedb;

import io.cameleer.backup.LastBackups;
import io.cameleer.greptimedb.backup.GreptimeBackups;
import io.cameleer.greptimedb.roles.Role;
import io.cameleer.reconcile.ClusterGauges;
import io.cameleer.reconcile.ClusterGauges.Row;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What GreptimeDBClusters are, in figures. */
public final class GreptimeMetrics {
    private static final GreptimeBackups BACKUPS = new GreptimeBackups();

    private final ClusterGauges<GreptimeDBCluster> gauges;
    private final LastBackups backups;

    /** Registers the figures. */
    public GreptimeMetrics(MeterRegistry meters) {
        gauges = new ClusterGauges<GreptimeDBCluster>(meters, "cameleer.greptimedb.")
                // What is written beside the reconciliation may be there before the phase is.
                .word(
                        "phase",
                        "1 for the phase that a GreptimeDBCluster is in",
                        "phase",
                        cluster -> Optional.ofNullable(cluster.getStatus())
                                .map(GreptimeStatus::phase)
                                .orElse(null))
                .rows(
                        "replicas.ready",
                        "Replicas of a role that are ready",
                        cluster -> rows(cluster, GreptimeStatus.Component::readyReplicas))
                .rows(
                        "replicas.wanted",
                        "Replicas of a role that there should be",
                        cluster -> rows(cluster, GreptimeStatus.Component::replicas));
        backups = new LastBackups(meters);
    }

    /** Tells of these clusters and of no other. */
    public void tell(List<GreptimeDBCluster> clusters) {
        gauges.tell(clusters);
        backups.tell(clusters.stream()
                .filter(cluster -> cluster.getStatus() != null)
                .map(BACKUPS::target)
                .toList());
    }

    private static Stream<Row> rows(GreptimeDBCluster cluster, Function<GreptimeStatus.Component, Integer> figure) {
        return Optional.ofNullable(cluster.getStatus()).stream()
                .flatMap(status -> Stream.of(Role.values()).flatMap(role -> Stream.ofNullable(component(status, role))
                        .map(component -> new Row(Tags.of("role", role.label()), figure.apply(component)))));
    }

    private static GreptimeStatus.Component component(GreptimeStatus status, Role role) {
        return switch (role) {
            case ETCD -> status.etcd();
            case META -> status.meta();
            case DATANODE -> status.datanode();
            case FRONTEND -> status.frontend();
            case GRAFANA -> status.grafana();
        };
    }
}
