package io.cameleer.backup;

import io.cameleer.reconcile.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;

/** The condition that tells of the last backup. */
public final class BackupHealth {
    private BackupHealth() {}

    /** {@code BackupSucceeded}, or nothing before the first backup ended. */
    public static Optional<Condition> condition(BackupStatus status, Conditions conditions) {
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
            case "Failed" -> Optional.of(conditions.of("BackupSucceeded", false, "Failed", status.message()));
            default -> Optional.empty();
        };
    }
}
