package io.cameleer.workqueue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;

/** A lane of a queue in figures, for as long as this process works on it. */
final class LaneMetrics implements AutoCloseable {
    private final MeterRegistry meters;
    private final List<Gauge> gauges;

    LaneMetrics(MeterRegistry given, WorkQueue queue, String name, String lane) {
        meters = Optional.ofNullable(given).orElseGet(SimpleMeterRegistry::new);
        gauges = List.of(
                Gauge.builder("cameleer.runs.waiting", queue, waiting -> waiting.depth(lane))
                        .description("Objects that wait for a free place")
                        .tags("queue", name, "lane", lane)
                        .register(meters),
                Gauge.builder("cameleer.runs.overdue", queue, waiting -> waiting.overdue(lane)
                                .toSeconds())
                        .description("For how long the first of them has been due")
                        .baseUnit("seconds")
                        .tags("queue", name, "lane", lane)
                        .register(meters));
    }

    @Override
    public void close() {
        gauges.forEach(meters::remove);
    }
}
