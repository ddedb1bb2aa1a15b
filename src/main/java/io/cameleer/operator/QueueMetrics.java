package io.cameleer.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The queue in figures: how many objects wait, how long a reconciliation takes, how often one is retried. */
final class QueueMetrics implements Metrics, AutoCloseable {
    /** A reconciliation. */
    interface Work {
        void run() throws Exception;
    }

    private final Set<ResourceID> waiting = ConcurrentHashMap.newKeySet();
    private final MeterRegistry meters;
    private final Gauge depth;
    private final Counter events;
    private final Counter retries;
    private final Timer latency;
    private volatile Instant lastEvent;

    QueueMetrics(MeterRegistry given, String resource) {
        meters = Optional.ofNullable(given).orElseGet(SimpleMeterRegistry::new);
        depth = Gauge.builder("cameleer.queue.depth", waiting, Set::size)
                .description("Objects that wait for a reconciliation or are in one")
                .tag("resource", resource)
                .register(meters);
        events = Counter.builder("cameleer.queue.events")
                .description("Changes seen of an object or of what it owns")
                .tag("resource", resource)
                .register(meters);
        retries = Counter.builder("cameleer.queue.retries")
                .description("Reconciliations that failed and are tried again")
                .tag("resource", resource)
                .register(meters);
        latency = Timer.builder("cameleer.reconcile")
                .description("Time of one reconciliation")
                .tag("resource", resource)
                .publishPercentiles(0.5, 0.99)
                .register(meters);
    }

    /** Takes back the gauge: it holds on to this queue, and a consumer that starts again has a new one. */
    @Override
    public void close() {
        meters.remove(depth);
    }

    void time(Work work) throws Exception {
        var sample = Timer.start();
        try {
            work.run();
        } finally {
            sample.stop(latency);
        }
    }

    /** When the last change was seen, or nothing before the first. */
    Optional<Instant> lastEvent() {
        return Optional.ofNullable(lastEvent);
    }

    @Override
    public void receivedEvent(Event event, Map<String, Object> metadata) {
        lastEvent = Instant.now();
        events.increment();
    }

    @Override
    public void reconcileCustomResource(HasMetadata resource, RetryInfo retry, Map<String, Object> metadata) {
        waiting.add(ResourceID.fromResource(resource));
    }

    @Override
    public void reconciliationExecutionFinished(HasMetadata resource, Map<String, Object> metadata) {
        waiting.remove(ResourceID.fromResource(resource));
    }

    @Override
    public void failedReconciliation(HasMetadata resource, Exception exception, Map<String, Object> metadata) {
        retries.increment();
    }
}
