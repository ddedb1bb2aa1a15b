package io.cameleer.backup.restore;

import io.cameleer.reconcile.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;

/** The conditions that tell of restores and verifications. */
public final class RestoreHealth {
    private RestoreHealth() {}

    /** {@code Restored}, or nothing when no restore was asked for or the record is of another one. */
    public static Optional<Condition> restored(RestoreTarget target, Conditions conditions) {
        return target.record().map(record -> switch (record.state()) {
            case "Succeeded" ->
                conditions.of(
                        "Restored",
                        true,
                        "DataServed",
                        "Backup " + record.backup() + " is restored"
                                + (record.series() == null
                                        ? "."
                                        : "; every replica serves " + record.series() + " series of " + record.to()
                                                + "."));
            case "Placed" ->
                conditions.of(
                        "Restored",
                        false,
                        "Starting",
                        "The data of backup " + record.backup() + " are in place; the database starts.");
            case "ConfirmationRequired" -> conditions.of("Restored", false, record.state(), record.message());
            case "Failed" -> conditions.of("Restored", false, record.state(), record.message() + next(record));
            default ->
                conditions.of(
                        "Restored",
                        false,
                        "Restoring",
                        record.backup() == null
                                ? "The backup is being looked for."
                                : "Backup " + record.backup() + " is being brought to the volumes.");
        });
    }

    /** A new cluster is tried again by itself; where data were to be replaced nobody is asked before the request changes. */
    private static String next(RestoreStatus record) {
        return Boolean.TRUE.equals(record.replaces()) ? "; another spec.restoreFrom.request asks anew" : "";
    }

    /** What keeps a cluster from starting, or nothing. */
    public static Optional<String> trouble(RestoreTarget target) {
        return target.record().filter(record -> "Failed".equals(record.state())).map(RestoreStatus::message);
    }

    /** {@code BackupVerified}, or nothing before the first verification ended. */
    public static Optional<Condition> verified(VerifyStatus status, Conditions conditions) {
        if (status == null || status.state() == null) {
            return Optional.empty();
        }
        return switch (status.state()) {
            case "Succeeded" ->
                Optional.of(conditions.of(
                        "BackupVerified",
                        true,
                        "Restorable",
                        "Backup " + status.backup() + " was restored into a throw-away pod"
                                + (status.series() == null
                                        ? "."
                                        : " and answered with " + status.series() + " series.")));
            case "Failed" -> Optional.of(conditions.of("BackupVerified", false, "Failed", status.message()));
            default -> Optional.empty();
        };
    }
}
