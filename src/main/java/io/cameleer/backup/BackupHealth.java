package io.cameleer.backup;

import io.cameleer.reconcile.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;

/** The condition that tells of the last backup. */
public final class BackupHealth {
    private BackupHealth() {}

    /** {@code BackupSucceeded}, or nothing before the first backup ended. */
    public static Optional<Condition> condition(BackupTarget target, Conditions conditions) {
        var status = target.status();
        if (status == null || status.state() == null) {
            return Optional.empty();
        }
        return switch (status.state()) {
            case "Succeeded" ->
                Optional.of(conditions.of(
                        "BackupSucceeded",
                        true,
                        "Stored",
                        status.key() + " was stored: " + status.bytes() + " bytes."));
            case "Failed" -> Optional.of(conditions.of("BackupSucceeded", false, "Failed", failure(target)));
            case BackupStatus.WAITING ->
                Optional.of(conditions.of("BackupSucceeded", false, "Waiting", status.message()));
            default -> Optional.empty();
        };
    }

    private static String failure(BackupTarget target) {
        var status = target.status();
        return target.retry()
                .map(time ->
                        "%s (failures in a row: %d; tried again at %s, or at the schedule's next time if that is before)"
                                .formatted(status.message(), status.failures(), time))
                .orElse(status.message());
    }

    /** {@code BackupsRetained}, or nothing without a retention. */
    public static Optional<Condition> condition(RetentionStatus status, Conditions conditions) {
        if (status == null || status.state() == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (status.state()) {
                    case "Failed" -> conditions.of("BackupsRetained", false, "Failed", status.message());
                    case "Told" ->
                        conditions.of(
                                "BackupsRetained",
                                true,
                                "DryRun",
                                status.count() + " backups would be removed, " + status.kept() + " stay.");
                    default -> conditions.of("BackupsRetained", true, "Applied", status.kept() + " backups are kept.");
                });
    }
}
