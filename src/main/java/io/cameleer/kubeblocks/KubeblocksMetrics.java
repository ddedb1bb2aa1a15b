package io.cameleer.kubeblocks;

import io.cameleer.kubeblocks.ClusterStatus.ComponentStatus;
import io.cameleer.reconcile.ClusterGauges;
import io.cameleer.reconcile.ClusterGauges.Row;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What Clusters are, in figures. */
public final class KubeblocksMetrics {
    private final ClusterGauges<Cluster> gauges;

    /** Registers the figures. */
    public KubeblocksMetrics(MeterRegistry meters) {
        gauges = new ClusterGauges<Cluster>(meters, "cameleer.kubeblocks.")
                .word("phase", "1 for the phase that a Cluster is in", "phase", cluster -> Optional.ofNullable(
                                cluster.getStatus())
                        .map(ClusterStatus::phase)
                        .orElse(null))
                .rows("component.ready", "1 when all pods of a component are ready", KubeblocksMetrics::ready);
    }

    private static Stream<Row> ready(Cluster cluster) {
        return Optional.ofNullable(cluster.getStatus())
                .map(ClusterStatus::components)
                .orElse(Map.<String, ComponentStatus>of())
                .entrySet()
                .stream()
                .map(component -> new Row(
                        Tags.of("component", component.getKey()),
                        Boolean.TRUE.equals(component.getValue().podsReady()) ? 1 : 0));
    }

    /** Tells of these clusters and of no other. */
    public void tell(List<Cluster> clusters) {
        gauges.tell(clusters);
    }
}
