package io.cameleer.backup;

/** A backup that cannot go on; its message says what is wrong and what to do, and holds no secret. */
public final class BackupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BackupException(String message) {
        super(message);
    }

    BackupException(String message, Throwable cause) {
        super(message, cause);
    }
}
