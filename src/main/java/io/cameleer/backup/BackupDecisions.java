package io.cameleer.backup;

import io.cameleer.reconcile.GrowingPause;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** When which backup of a cluster is due, as its spec and status have it. */
final class BackupDecisions {
    private BackupDecisions() {}

    /** What is due at a time, regardless of what runs in this process. */
    static Optional<BackupRun> next(BackupTarget target, Instant now, Duration jitter, GrowingPause pause) {
        if (target.recordedAsRunning()) {
            var record = target.status();
            var request = "request".equals(record.trigger()) ? record.request() : null;
            return Optional.of(BackupRun.of(target, request, Instant.parse(record.time())));
        }
        var mayBeTried = target.mayBeTried(now, pause);
        var request = target.openRequest();
        return request.isPresent()
                ? request.filter(value -> mayBeTried || target.isNew(value))
                        .map(value -> BackupRun.of(
                                target, value, target.timeOf(value).orElse(now.truncatedTo(ChronoUnit.SECONDS))))
                : scheduled(target, now, jitter)
                        .filter(time -> mayBeTried || !target.isTakenUp(time))
                        .map(time -> BackupRun.of(target, null, time));
    }

    /** The time of the schedule for which there are no data yet. */
    private static Optional<Instant> scheduled(BackupTarget target, Instant now, Duration jitter) {
        if (!target.isScheduled() || !BackupRules.violations(target.spec()).isEmpty()) {
            return Optional.empty();
        }
        return Schedule.of(target.spec().schedule(), target.spec().zone())
                .due(
                        target.since(now),
                        now.minus(late(target, jitter)),
                        target.spec().deadline());
    }

    /** How much later than its schedule says a cluster starts, so that those which share a minute do not all start at once. */
    private static Duration late(BackupTarget target, Duration jitter) {
        var uid = String.valueOf(target.object().getMetadata().getUid());
        return jitter.isZero()
                ? Duration.ZERO
                : Duration.ofMillis(Math.floorMod(Digests.of(uid).hashCode(), jitter.toMillis()));
    }

    /** Whether a backup that waits is still asked for; a request is, while backups are off, too. */
    static boolean isWanted(BackupTarget target, Instant now, Duration jitter) {
        return target.openRequest().isPresent()
                || !target.isOfRequest()
                        && target.enabled()
                        && scheduled(target, now, jitter).isPresent();
    }
}
