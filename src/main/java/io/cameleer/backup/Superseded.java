package io.cameleer.backup;

/** Another process took a run over, as after a change of leadership; this one stops and writes nothing more about it. */
public final class Superseded extends BackupException {
    private static final long serialVersionUID = 1L;

    Superseded(String message) {
        super(message);
    }
}
