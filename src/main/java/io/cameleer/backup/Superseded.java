package io.cameleer.backup;

/**
 * What was decided was decided about an object that has changed since: another process took a run over, as after a change of
 * leadership, or somebody wrote to the object. Whoever catches it writes nothing more about it, or looks again.
 */
public final class Superseded extends BackupException {
    private static final long serialVersionUID = 1L;

    Superseded(String message) {
        super(message);
    }
}
