package io.cameleer.prometheus;

import io.cameleer.backup.LastBackups;
import io.cameleer.reconcile.ClusterGauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;

/**
 * The clusters in figures, as the leader's cache has them; a replica that does not lead tells of none. The names that
 * begin with {@code tsdb_operator_} are those of tsdb-operator.
 */
public final class ClusterMetrics {
    private static final PrometheusSnapshots SNAPSHOTS = new PrometheusSnapshots();

    private final ClusterGauges<PrometheusCluster> gauges;
    private final LastBackups backups;

    /** Registers the figures. */
    public ClusterMetrics(MeterRegistry meters) {
        gauges = new ClusterGauges<PrometheusCluster>(meters, "tsdb_operator_cluster_")
                .word("phase", "1 for the phase that a cluster is in", "phase", PrometheusCluster::phase)
                .number("replicas_ready", "Replicas that serve", cluster -> Optional.ofNullable(cluster.getStatus())
                        .map(PrometheusStatus::readyReplicas)
                        .orElse(0))
                .number("replicas_wanted", "Replicas that there should be", cluster -> Optional.ofNullable(
                                cluster.getSpec())
                        .map(PrometheusSpec::replicas)
                        .orElse(null));
        backups = new LastBackups(meters);
    }

    /** Tells of these clusters and of no other. */
    public void tell(List<PrometheusCluster> clusters) {
        gauges.tell(clusters);
        backups.tell(clusters.stream().map(SNAPSHOTS::target).toList());
    }
}
