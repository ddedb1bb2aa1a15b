package io.cameleer.backup;

/** A backup that cannot go on; its message says what is wrong and what to do, and holds no secret. */
public class BackupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Tells what is wrong and what to do. */
    public BackupException(String message) {
        super(message);
    }

    /** Tells the same with its cause. */
    public BackupException(String message, Throwable cause) {
        super(message, cause);
    }
}
