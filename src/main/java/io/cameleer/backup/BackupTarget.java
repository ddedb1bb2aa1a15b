package io.cameleer.backup;

import io.cameleer.backup.catalog.BackupFolder;
import io.cameleer.backup.store.StoreLocation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster whose snapshots can be stored, in terms that all families share.
 *
 * @param object the custom resource
 * @param spec where and when, null when the cluster has no backups
 * @param status the running or last backup, null before the first
 * @param lastScheduleTime the time of the schedule for which one was last started, RFC 3339, or null
 * @param lastBackupTime the end of the last that succeeded, RFC 3339, or null
 * @param pods the labels of the pods that hold the data
 * @param api how snapshots are made
 */
public record BackupTarget(
        HasMetadata object,
        BackupSpec spec,
        BackupStatus status,
        String lastScheduleTime,
        String lastBackupTime,
        Map<String, String> pods,
        SnapshotApi api) {

    /** The annotation by which a backup is requested; its value names the request, its actor may follow a space. */
    public static final String REQUEST = "cameleer.io/backup-requested";

    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    /** {@code namespace/name}. */
    public String id() {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    /** Whether backups are wanted. */
    public boolean enabled() {
        return spec != null && spec.enabled();
    }

    /** The end of the last good backup, in seconds since 1970, 0 before the first; null when no schedule is on. */
    public Long lastSuccess() {
        if (!enabled() || spec.schedule() == null || spec.suspend()) {
            return null;
        }
        return lastBackupTime == null ? 0 : Instant.parse(lastBackupTime).getEpochSecond();
    }

    /** The last time that needs no further backup: schedules count from it. */
    Instant since(Instant now) {
        var created = Instant.parse(object.getMetadata().getCreationTimestamp());
        return latest(latest(created, lastScheduleTime, now), lastBackupTime, now);
    }

    /** Where its backups are. */
    public StoreLocation location() {
        return spec.location(object.getMetadata().getNamespace());
    }

    /** The folder of its backups. */
    BackupFolder folder() {
        return BackupFolder.of(location(), object.getMetadata().getName());
    }

    /** The request that has not been served yet. */
    Optional<String> openRequest() {
        var annotations =
                Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of());
        return Optional.ofNullable(annotations.get(REQUEST))
                .filter(request -> status == null || !request.equals(status.request()));
    }

    /** Whether a backup was begun and its end not recorded. */
    boolean recordedAsRunning() {
        return status != null && "Running".equals(status.state());
    }

    /** A record from the future was made by a clock that has been put right since: it must not silence the schedule. */
    static Instant latest(Instant one, String other, Instant now) {
        var recorded = other == null ? one : Instant.parse(other);
        return recorded.isBefore(one) || recorded.isAfter(now.plus(CLOCK_DIFFERENCE)) ? one : recorded;
    }
}
