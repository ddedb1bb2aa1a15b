package io.cameleer.failover;

import io.cameleer.reconcile.GrowingPause;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When a pod is replaced. One failed probe is no reason: a pod has to be without an answer for a time and at several looks,
 * outside of its start and the replay of its log. One pod of a cluster at a time, none during a rolling update, and after a
 * fail-over a pause that grows while they follow one another.
 */
final class FailoverRules {
    /** How many looks in a row have to fail, whatever the time. */
    static final int LOOKS = 3;

    private static final GrowingPause PAUSE = new GrowingPause(Duration.ofMinutes(2));

    private FailoverRules() {}

    /** Since when, and at how many looks, a pod has been without an answer. */
    record Failing(Instant since, int looks) {}

    /** The failing pods after a look; a pod that answered, or is another one now, is forgotten. */
    static Map<String, Failing> count(Map<String, Failing> before, List<PodReading> readings, Instant now) {
        var after = new HashMap<String, Failing>();
        for (var reading : readings) {
            if (reading.running() && !reading.ready() && !reading.replaying()) {
                var known = before.getOrDefault(reading.uid(), new Failing(now, 0));
                after.put(reading.uid(), new Failing(known.since(), known.looks() + 1));
            }
        }
        return Map.copyOf(after);
    }

    /**
     * Decides.
     *
     * @param rolling whether a rolling update is on
     */
    static FailoverDecision decide(
            FailoverTarget target,
            List<PodReading> readings,
            Map<String, Failing> failing,
            boolean rolling,
            Instant now) {
        if (!target.spec().enabled()) {
            return FailoverDecision.none("spec.failover.enabled is false");
        }
        var overdue = readings.stream()
                .filter(reading -> isOverdue(target, reading, failing.get(reading.uid()), now))
                .toList();
        if (overdue.isEmpty()) {
            return FailoverDecision.none("every pod answers, starts, or has been silent too shortly");
        }
        if (rolling) {
            return FailoverDecision.none("a rolling update is on");
        }
        var absent = readings.size() < target.replicas();
        if (absent || readings.stream().anyMatch(reading -> isComing(target, reading, now))) {
            return FailoverDecision.none("another pod is being made or starts; one at a time");
        }
        if (target.lastFailover() != null && now.isBefore(target.lastFailover().plus(pause(target.failovers())))) {
            return FailoverDecision.none("the last fail-over was at " + target.lastFailover() + ", the next may follow "
                    + pause(target.failovers()).toMinutes() + " minutes later");
        }
        var chosen = overdue.getFirst();
        return FailoverDecision.of(
                chosen,
                "no answer since " + failing.get(chosen.uid()).since() + ", at "
                        + failing.get(chosen.uid()).looks() + " looks: " + chosen.answer());
    }

    /** The pause after so many fail-overs in a row: 2, 4, 8 … minutes, an hour at most. */
    static Duration pause(int failovers) {
        return PAUSE.after(failovers - 1);
    }

    private static boolean isOverdue(FailoverTarget target, PodReading reading, Failing failing, Instant now) {
        return failing != null
                && failing.looks() >= LOOKS
                && !now.isBefore(failing.since().plus(target.spec().unready()))
                && !isStarting(target, reading, now);
    }

    private static boolean isComing(FailoverTarget target, PodReading reading, Instant now) {
        return !reading.running() || (!reading.ready() && (reading.replaying() || isStarting(target, reading, now)));
    }

    private static boolean isStarting(FailoverTarget target, PodReading reading, Instant now) {
        return reading.started() == null
                || now.isBefore(reading.started().plus(target.spec().startup()));
    }
}
