package io.cameleer.reconcile;

/**
 * One thing that is wrong with an object.
 *
 * @param path the field, as in {@code spec.backup.bucket}
 * @param problem what is wrong with it
 * @param remedy what to do about it
 * @param reason the condition's reason: InvalidSpec, MissingSecret or ReconcileFailed
 */
public record Violation(String path, String problem, String remedy, String reason) {
    /** A violation that only an edit of the object ends. */
    public Violation(String path, String problem, String remedy) {
        this(path, problem, remedy, "InvalidSpec");
    }

    @Override
    public String toString() {
        return path + ": " + problem + "; " + remedy;
    }
}
