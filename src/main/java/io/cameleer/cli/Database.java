package io.cameleer.cli;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.BackupStatus;
import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.restore.RestoreStatus;
import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.backup.restore.VerifyStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/**
 * A cluster of any family as the commands see it.
 *
 * @param family its kind
 * @param backups its backups
 * @param restores what it is restored from, null when it has no spec
 * @param verify the running or last verification, null before the first
 * @param phase its phase, null when nothing is known of it
 * @param conditions its conditions, null when nothing is known of it
 * @param status all of its status, null when nothing is known of it
 */
record Database(
        Family family,
        BackupTarget backups,
        RestoreTarget restores,
        VerifyStatus verify,
        String phase,
        List<Condition> conditions,
        Object status) {
    private static final List<String> STORED =
            List.of("BackupSucceeded", "BackupVerified", "BackupsRetained", "Restored");

    /** The custom resource. */
    HasMetadata object() {
        return backups.object();
    }

    /**
     * Refuses a cluster that has no backups.
     *
     * @throws BackupException when backups are off
     */
    void needBackups() {
        if (!backups.enabled()) {
            throw new BackupException("spec.backup.enabled: is false for " + name() + "; set it to true");
        }
    }

    /** What is wrong with its data or its backups, or null. */
    String problem() {
        return Optional.ofNullable(conditions).orElse(List.of()).stream()
                .filter(condition -> condition.getType().equals("Degraded")
                        ? condition.getStatus().equals("True")
                        : STORED.contains(condition.getType())
                                && condition.getStatus().equals("False"))
                .map(Condition::getMessage)
                .findFirst()
                .orElse(null);
    }

    String name() {
        return object().getMetadata().getName();
    }

    String namespace() {
        return object().getMetadata().getNamespace();
    }

    /** The running or last backup, or null. */
    BackupStatus backup() {
        return backups.status();
    }

    /** The running or last restore, or null. */
    RestoreStatus restore() {
        return restores == null ? null : restores.status();
    }
}
