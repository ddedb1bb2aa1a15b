package io.cameleer.backup;

import io.cameleer.backup.catalog.BackupFolder;
import io.cameleer.backup.store.StoreLocation;
import io.cameleer.reconcile.GrowingPause;
import io.cameleer.reconcile.Live;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A cluster whose snapshots can be stored, in terms that all families share.
 *
 * @param object the custom resource
 * @param spec where and when, null when the cluster has no backups
 * @param status the running or last backup, null before the first
 * @param lastScheduleTime the time of the schedule that was taken up last, RFC 3339, or null
 * @param lastBackupTime the end of the last that succeeded, RFC 3339, or null
 * @param lastDataTime the time that the data of the last that succeeded stand for, RFC 3339, or null
 * @param ready how many pods are ready, null when that is not known yet
 * @param pods the labels of the pods that hold the data
 * @param api how snapshots are made
 * @param reading makes the same of the object when it is read again
 */
public record BackupTarget(
        HasMetadata object,
        BackupSpec spec,
        BackupStatus status,
        String lastScheduleTime,
        String lastBackupTime,
        String lastDataTime,
        Integer ready,
        Map<String, String> pods,
        SnapshotApi api,
        Function<HasMetadata, BackupTarget> reading) {

    /** The annotation by which a backup is requested; its value names the request, its actor may follow a space. */
    public static final String REQUEST = "cameleer.io/backup-requested";

    /** By how much clocks may differ, this machine's and others'. */
    static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    /** {@code namespace/name}. */
    public String id() {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    /** The same cluster as it is now, or nothing when it is gone. */
    Optional<BackupTarget> now(KubernetesClient client) {
        return Live.of(client, object).map(reading);
    }

    /** Whether backups are wanted. */
    public boolean enabled() {
        return spec != null && spec.enabled();
    }

    /** The end of the last good backup, in seconds since 1970, 0 before the first; null when no schedule is on. */
    public Long lastSuccess() {
        if (!enabled() || !isScheduled()) {
            return null;
        }
        return lastBackupTime == null ? 0 : Instant.parse(lastBackupTime).getEpochSecond();
    }

    /** The time from which on there are no data in a backup: schedules count from it. */
    Instant since(Instant now) {
        var created = Instant.parse(object.getMetadata().getCreationTimestamp());
        return latest(created, lastDataTime == null ? lastBackupTime : lastDataTime, now);
    }

    /**
     * Whether what was tried in vain may be tried again.
     *
     * @param pause its first is that of what waits for a pod, and where none is on record, as with an older definition; a record
     *     from beyond its longest was made by a clock that has been put right since
     */
    boolean mayBeTried(Instant now, GrowingPause pause) {
        if (isWaiting() && hasNoPod()) {
            return false;
        }
        var record = Optional.ofNullable(status);
        var again = record.filter(last -> !isWaiting())
                .map(BackupStatus::retryTime)
                .map(Instant::parse)
                .or(() -> record.map(BackupStatus::completionTime)
                        .map(ended -> Instant.parse(ended).plus(pause.first())));
        return again.map(time -> !time.isAfter(now) || time.isAfter(now.plus(pause.longest())))
                .orElse(true);
    }

    /** Whether a time of the schedule is the one that was taken up last. */
    boolean isTakenUp(Instant time) {
        var last = time.toString();
        return last.equals(lastScheduleTime) || status != null && !isOfRequest() && last.equals(status.time());
    }

    /** How often in a row a time of the schedule was tried in vain. */
    int failures(Instant time) {
        return status == null || !isTakenUp(time)
                ? 0
                : Optional.ofNullable(status.failures()).orElse(0);
    }

    /** How often a time was taken up before, whatever was asked for in between. */
    int attempts(Instant time) {
        if (status == null) {
            return 0;
        }
        var last = time.toString().equals(status.time()) ? status.attempts() : null;
        var scheduled = isTakenUp(time) ? status.scheduleAttempts() : null;
        return Math.max(Objects.requireNonNullElse(last, 0), Objects.requireNonNullElse(scheduled, 0));
    }

    /** Whether no pod is ready, as far as is known. */
    boolean hasNoPod() {
        return ready != null && ready == 0;
    }

    /** Whether a backup waits for a pod. */
    boolean isWaiting() {
        return status != null && BackupStatus.WAITING.equals(status.state());
    }

    /** Where its backups are. */
    public StoreLocation location() {
        return spec.location(object.getMetadata().getNamespace());
    }

    /** The folder of its backups. */
    BackupFolder folder() {
        return BackupFolder.of(location(), object.getMetadata().getName());
    }

    /** The request that has not been served yet, be it that it waits for a pod. */
    Optional<String> openRequest() {
        return Asked.of(object, REQUEST).filter(request -> isNew(request) || isWaiting() && isOfRequest());
    }

    /** The time for which a request that waits for a pod was taken up. */
    Optional<Instant> timeOf(String request) {
        return isNew(request)
                ? Optional.empty()
                : Optional.ofNullable(status.time()).map(Instant::parse);
    }

    /** Whether a request has not been seen before. */
    boolean isNew(String request) {
        return status == null || !request.equals(status.request());
    }

    /** Whether the record is of a request. */
    boolean isOfRequest() {
        return "request".equals(status.trigger());
    }

    /** Whether the schedule is in force. */
    boolean isScheduled() {
        return spec.schedule() != null && !spec.suspend();
    }

    /** Whether the record's time of the schedule may not be served any more. */
    boolean isLate(Instant now) {
        return enabled() && isScheduled() && !isOfRequest() && isLate(Instant.parse(status.time()), now);
    }

    /** Whether a time of the schedule that was never begun may not be served any more. */
    boolean isMissed(Instant time, Instant now) {
        return enabled() && isScheduled() && !isTakenUp(time) && time.isAfter(since(now)) && isLate(time, now);
    }

    /** Whether a time of the schedule may not be served any more. */
    boolean isLate(Instant time, Instant now) {
        return spec.deadline()
                .filter(limit -> Duration.between(time, now).compareTo(limit) > 0)
                .isPresent();
    }

    /** When the time of the schedule that failed is tried again, if it still may be by then. */
    Optional<Instant> retry() {
        if (status == null || status.retryTime() == null || isOfRequest() || !isScheduled()) {
            return Optional.empty();
        }
        var retry = Instant.parse(status.retryTime());
        return isLate(Instant.parse(status.time()), retry) ? Optional.empty() : Optional.of(retry);
    }

    /** Whether a backup was begun and its end not recorded. */
    boolean recordedAsRunning() {
        return status != null && "Running".equals(status.state());
    }

    /** A record from the future was made by a clock that has been put right since: it must not silence the schedule. */
    public static Instant latest(Instant one, String other, Instant now) {
        var recorded = other == null ? one : Instant.parse(other);
        return recorded.isBefore(one) || recorded.isAfter(now.plus(CLOCK_DIFFERENCE)) ? one : recorded;
    }
}
