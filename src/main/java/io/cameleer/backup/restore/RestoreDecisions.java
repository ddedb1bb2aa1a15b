package io.cameleer.backup.restore;

import io.cameleer.backup.restore.RestoreRun.Purpose;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What is to be done for a restore at a time, regardless of what runs in this process. */
final class RestoreDecisions {
    /** States in which a message, if there is one, is that of an attempt which failed. */
    private static final Set<String> TRIED = Set.of("Placing", "Placed", "Undoing");

    /** States of a restore that nobody has to care for any more. */
    private static final Set<String> CLOSED = Set.of("Succeeded", "Cancelled");

    private RestoreDecisions() {}

    /** Whether there is something to be done for a restore, now or later. */
    static boolean isOpen(RestoreTarget target) {
        return target != null
                && (!target.isDeleted() || target.volumesInBetween())
                && (target.isToBeUndone()
                        || target.isPlaced()
                        || target.isToForget()
                        || (target.spec() != null && !CLOSED.contains(state(target))));
    }

    /**
     * The next step of a database that has to be stopped.
     *
     * @param actual its StatefulSet as it is
     * @param ready whether it runs again over data that are in place
     * @param pause how long after a failure a restore that nobody has to allow is tried again
     */
    static Optional<RestoreRun> next(
            RestoreTarget target,
            Optional<StatefulSet> actual,
            Predicate<RestoreTarget> ready,
            Instant now,
            Duration pause) {
        var record = target.record();
        if (target.isToBeUndone()) {
            return Optional.of(run(target, Purpose.UNDO, now))
                    .filter(run -> isThere(target, actual)
                            && (!target.state().equals("Undoing") || rested(Optional.of(target.status()), now, pause)));
        }
        if (target.isPlaced()) {
            return Optional.of(run(target, Purpose.CHECK, now))
                    .filter(run -> rested(Optional.of(target.status()), now, pause) && ready.test(target));
        }
        if (target.isToForget()) {
            return Optional.of(run(target, Purpose.FORGET, now))
                    .filter(run -> ended(target.status(), now, pause) && ready.test(target));
        }
        if (state(target).equals("Placing")) {
            return Optional.of(run(target, Purpose.PLACE, now))
                    .filter(run -> isThere(target, actual) && rested(record, now, pause));
        }
        return switch (RestoreHold.of(target, actual)) {
            case NONE -> Optional.empty();
            case ASK -> Optional.of(run(target, Purpose.ASK, now)).filter(run -> rested(record, now, pause));
            case HELD ->
                Optional.of(run(target, Purpose.RESTORE, now))
                        .filter(run -> actual.isPresent() && rested(record, now, pause));
        };
    }

    /** Of a cluster that is deleted the StatefulSet may be gone first, and nobody makes it again. */
    private static boolean isThere(RestoreTarget target, Optional<StatefulSet> actual) {
        return actual.isPresent() || target.isDeleted();
    }

    private static String state(RestoreTarget target) {
        return target.record().map(RestoreStatus::state).orElse("");
    }

    private static RestoreRun run(RestoreTarget target, Purpose purpose, Instant now) {
        return new RestoreRun(target, purpose, now, "cameleer", null, List.of(), null);
    }

    private static boolean rested(Optional<RestoreStatus> record, Instant now, Duration pause) {
        return record.filter(found -> hasFailed(found) || found.isAskedWithoutWord())
                .map(found -> ended(found, now, pause))
                .orElse(true);
    }

    private static boolean hasFailed(RestoreStatus record) {
        var state = String.valueOf(record.state());
        return state.equals("Failed") || (TRIED.contains(state) && record.message() != null);
    }

    private static boolean ended(RestoreStatus record, Instant now, Duration pause) {
        return record.completionTime() == null
                || !Instant.parse(record.completionTime()).plus(pause).isAfter(now);
    }
}
