package io.cameleer.hyperbytedb;

import io.cameleer.hyperbytedb.HyperbytedbStatus.MemberStatus;
import io.cameleer.reconcile.ClusterGauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What HyperbytedbClusters are, in figures. */
public final class HyperbytedbMetrics {
    private final ClusterGauges<HyperbytedbCluster> gauges;

    /** Registers the figures. */
    public HyperbytedbMetrics(MeterRegistry meters) {
        gauges = new ClusterGauges<HyperbytedbCluster>(meters, "cameleer.hyperbytedb.")
                .word("phase", "1 for the phase that a HyperbytedbCluster is in", "phase", of(HyperbytedbStatus::phase))
                .word(
                        "state",
                        "1 for the cluster state that a HyperbytedbCluster is in",
                        "state",
                        of(HyperbytedbStatus::clusterState))
                .word(
                        "replication",
                        "1 for the replication state that a HyperbytedbCluster is in",
                        "state",
                        of(HyperbytedbStatus::replicationState))
                .number(
                        "members.ready",
                        "Members that pass their readiness probe",
                        orNone(HyperbytedbStatus::readyReplicas))
                .number("members.wanted", "Members that there should be", orNone(HyperbytedbStatus::replicas))
                .number("members.healthy", "Members that serve and vote", of(HyperbytedbMetrics::healthy))
                .number(
                        "failovers",
                        "Members that were replaced in the current generation of the spec",
                        orNone(HyperbytedbStatus::failoverCount));
    }

    private static <T> Function<HyperbytedbCluster, T> of(Function<HyperbytedbStatus, T> figure) {
        return cluster -> Optional.ofNullable(cluster.getStatus()).map(figure).orElse(null);
    }

    /** A number that is not told yet is 0. */
    private static Function<HyperbytedbCluster, Integer> orNone(Function<HyperbytedbStatus, Integer> figure) {
        return of(status -> Optional.ofNullable(figure.apply(status)).orElse(0));
    }

    private static Integer healthy(HyperbytedbStatus status) {
        return (int) Optional.ofNullable(status.members()).orElse(List.of()).stream()
                .filter(MemberStatus::healthy)
                .count();
    }

    /** Tells of these clusters and of no other. */
    public void tell(List<HyperbytedbCluster> clusters) {
        gauges.tell(clusters);
    }
}
