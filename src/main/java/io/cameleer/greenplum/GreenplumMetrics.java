package io.cameleer.greenplum;

import io.cameleer.reconcile.ClusterGauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What GreenplumClusters are, in figures. */
public final class GreenplumMetrics {
    private final ClusterGauges<GreenplumCluster> gauges;

    /** Registers the figures. */
    public GreenplumMetrics(MeterRegistry meters) {
        gauges = new ClusterGauges<GreenplumCluster>(meters, "cameleer.greenplum.")
                .word("phase", "1 for the phase that a GreenplumCluster is in", "phase", of(GreenplumStatus::phase))
                .number(
                        "segments.up",
                        "Segments, mirrors among them, that serve or stand by",
                        of(GreenplumStatus::segmentsUp))
                .number("segments.down", "Segments, mirrors among them, that do not", of(GreenplumStatus::segmentsDown))
                .number(
                        "mirrors.in.sync",
                        "1 when every segment has a mirror that is in step with it",
                        of(status -> inSync(status.mirrors())))
                .number(
                        "standby.in.sync",
                        "1 when the master has a standby that is in step with it",
                        of(status -> inSync(status.standby())));
    }

    private static <T> Function<GreenplumCluster, T> of(Function<GreenplumStatus, T> figure) {
        return cluster -> Optional.ofNullable(cluster.getStatus()).map(figure).orElse(null);
    }

    private static Integer inSync(String state) {
        if (GreenplumStatus.NONE.equals(state)) {
            return null;
        }
        return GreenplumStatus.IN_SYNC.equals(state) ? 1 : 0;
    }

    /** Tells of these clusters and of no other. */
    public void tell(List<GreenplumCluster> clusters) {
        gauges.tell(clusters);
    }
}
