package io.cameleer.failover;

import io.cameleer.failover.FailoverRules.Failing;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces pods that do not answer. What was seen before is kept by the leader alone and while it leads: whoever leads next
 * begins to count anew, so that a change of leadership delays a fail-over and never hastens one.
 */
public final class Failovers {
    private static final Logger LOG = LoggerFactory.getLogger(Failovers.class);
    private static final Duration QUIET = Duration.ofHours(1);

    private final KubernetesClient client;
    private final PodReadings readings;
    private final StatusWriter status;
    private final Events events;
    private final MeterRegistry meters;
    private final Clock clock;
    private final LongSupplier term;
    private final AtomicLong seen = new AtomicLong();
    private final int perMinute;
    private final Map<String, Map<String, Failing>> failing = new ConcurrentHashMap<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Deque<Instant> recent = new ArrayDeque<>();

    /**
     * Looks with a client.
     *
     * @param term counts the times that this process has led
     * @param perMinute how many fail-overs there are in a minute at most, over all clusters
     */
    public Failovers(
            KubernetesClient client,
            StatusWriter status,
            Events events,
            MeterRegistry meters,
            Clock clock,
            LongSupplier term,
            int perMinute) {
        this.client = client;
        this.readings = new PodReadings(client);
        this.status = status;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
        this.term = term;
        this.perMinute = perMinute;
    }

    /** The deletion of a pod that a cluster needs, or null; of a dry run it is told and not made. */
    public Plan plan(FailoverTarget target) {
        forgetEarlierTerms();
        if (target == null || target.object().isMarkedForDeletion() || target.ready() >= target.replicas()) {
            if (target != null) {
                failing.remove(target.id());
            }
            return null;
        }
        var pods = readings.of(target);
        var now = clock.instant();
        var counted = FailoverRules.count(failing.getOrDefault(target.id(), Map.of()), pods, now);
        failing.put(target.id(), counted);
        if (counted.isEmpty()) {
            return null;
        }
        var decision = FailoverRules.decide(target, pods, counted, rolling(target), now);
        if (decision.pod().isEmpty()) {
            LOG.debug("No fail-over of {}: {}", target.id(), decision.why());
            return null;
        }
        var chosen = decision.pod().get();
        var reason = "Pod " + chosen.name() + " is replaced: " + decision.why();
        if (target.spec().dryRun()) {
            if (told.add(chosen.uid())) {
                events.warning(target.object(), "FailoverDryRun", reason.replace("is replaced", "would be replaced"));
            }
            return null;
        }
        // A last look: it may have recovered, and a pod that is ready is never deleted.
        if (readings.again(target, chosen).filter(last -> !last.ready()).isEmpty() || !mayNow(now)) {
            return null;
        }
        return Plan.failover(target.object(), pod(target, chosen), reason);
    }

    /** Records a deletion that was made. */
    public void record(FailoverTarget target, Plan plan) {
        var now = clock.instant();
        failing.remove(target.id());
        var follows = target.lastFailover() != null
                && now.isBefore(target.lastFailover().plus(QUIET));
        var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        status.set(
                target.object(),
                Map.of(
                        "lastFailoverTime",
                        time,
                        "failover",
                        Map.of(
                                "pod",
                                plan.object().getMetadata().getName(),
                                "reason",
                                plan.change().text(),
                                "count",
                                follows ? target.failovers() + 1 : 1)));
        meters.counter(
                        "tsdb_operator_failover",
                        "namespace",
                        target.object().getMetadata().getNamespace(),
                        "cluster",
                        target.object().getMetadata().getName())
                .increment();
        LOG.warn("Fail-over of {}: {}", target.id(), plan.change().text());
    }

    private void forgetEarlierTerms() {
        var now = term.getAsLong();
        if (seen.getAndSet(now) != now) {
            failing.clear();
        }
    }

    private synchronized boolean mayNow(Instant now) {
        while (!recent.isEmpty() && recent.getFirst().isBefore(now.minusSeconds(60))) {
            recent.removeFirst();
        }
        if (recent.size() >= perMinute) {
            LOG.warn("More than {} fail-overs a minute are asked for; the others wait", perMinute);
            return false;
        }
        recent.addLast(now);
        return true;
    }

    private boolean rolling(FailoverTarget target) {
        StatefulSet set = client.apps()
                .statefulSets()
                .inNamespace(target.object().getMetadata().getNamespace())
                .withName(target.object().getMetadata().getName())
                .get();
        return set == null
                || set.getStatus() == null
                || !set.getMetadata().getGeneration().equals(set.getStatus().getObservedGeneration())
                || (set.getStatus().getUpdateRevision() != null
                        && !set.getStatus()
                                .getUpdateRevision()
                                .equals(set.getStatus().getCurrentRevision()));
    }

    private static Pod pod(FailoverTarget target, PodReading reading) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(reading.name())
                .withNamespace(target.object().getMetadata().getNamespace())
                .withUid(reading.uid())
                .endMetadata()
                .build();
    }
}
