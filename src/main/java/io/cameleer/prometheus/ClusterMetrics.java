package io.cameleer.prometheus;

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

    /** Registers the figures. */
    public ClusterMetrics(MeterRegistry meters) {
        gauges = new ClusterGauges<PrometheusCluster>(meters, "tsdb_operator_")
                .word("cluster_phase", "1 for the phase that a cluster is in", "phase", PrometheusCluster::phase)
                .number("cluster_replicas_ready", "Replicas that serve", cluster -> Optional.ofNullable(
                                cluster.getStatus())
                        .map(PrometheusStatus::readyReplicas)
                        .orElse(0))
                .number("cluster_replicas_wanted", "Replicas that there should be", cluster -> Optional.ofNullable(
                                cluster.getSpec())
                        .map(PrometheusSpec::replicas)
                        .orElse(null))
                .number(
                        "backup_last_success_timestamp_seconds",
                        "End of the last good backup of a cluster that has a schedule, 0 before the first",
                        cluster -> SNAPSHOTS.target(cluster).lastSuccess());
    }

    /** Tells of these clusters and of no other. */
    public void tell(List<PrometheusCluster> clusters) {
        gauges.tell(clusters);
    }
}
