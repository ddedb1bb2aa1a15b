package io.cameleer.backup.store;

import io.cameleer.backup.BackupException;

/** A store did not answer, which says nothing of what it would have answered, nor whether others reach it. */
public final class StoreUnreachable extends BackupException {
    private static final long serialVersionUID = 1L;

    StoreUnreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
