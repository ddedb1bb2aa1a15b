package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;

/** A backup was named that the store does not hold. */
public final class NoSuchBackup extends BackupException {
    private static final long serialVersionUID = 1L;

    NoSuchBackup(String message) {
        super(message);
    }
}
