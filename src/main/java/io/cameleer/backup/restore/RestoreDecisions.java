package io.cameleer.backup.restore;

import io.cameleer.backup.restore.RestoreRun.Purpose;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What is to be done for a restore at a time, regardless of what runs in this process. */
final class RestoreDecisions {
    private RestoreDecisions() {}

    /** Whether a restore is asked for that has not succeeded yet. */
    static boolean isOpen(RestoreTarget target) {
        return target != null
                && target.spec() != null
                && !target.object().isMarkedForDeletion()
                && !state(target).equals("Succeeded");
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
        if (state(target).equals("Placed")) {
            return ready.test(target) ? Optional.of(run(target, Purpose.CHECK, now)) : Optional.empty();
        }
        return switch (RestoreHold.of(target, actual)) {
            case NONE -> Optional.empty();
            case ASK -> Optional.of(run(target, Purpose.ASK, now)).filter(run -> rested(record, now, pause));
            case HELD ->
                Optional.of(run(target, Purpose.RESTORE, now))
                        .filter(run -> actual.isPresent() && rested(record, now, pause));
        };
    }

    private static String state(RestoreTarget target) {
        return target.record().map(RestoreStatus::state).orElse("");
    }

    private static RestoreRun run(RestoreTarget target, Purpose purpose, Instant now) {
        return new RestoreRun(target, purpose, now, "cameleer", null, List.of(), null);
    }

    private static boolean rested(Optional<RestoreStatus> record, Instant now, Duration pause) {
        return record.filter(found -> "Failed".equals(found.state()) || found.isAskedWithoutWord())
                .filter(found -> found.completionTime() != null)
                .map(found -> !Instant.parse(found.completionTime()).plus(pause).isAfter(now))
                .orElse(true);
    }
}
