package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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

    /** What is wrong with a volume's new size: it only grows. */
    public static Optional<Violation> shrinking(String path, Quantity now, Quantity wanted) {
        return Quantity.getAmountInBytes(wanted).compareTo(Quantity.getAmountInBytes(now)) < 0
                ? Optional.of(
                        new Violation(path, "cannot shrink from " + now + " to " + wanted, "set it to at least " + now))
                : Optional.empty();
    }

    /** Several in one sentence each. */
    public static String told(List<Violation> violations) {
        return violations.stream().map(Violation::toString).collect(Collectors.joining(". "));
    }

    @Override
    public String toString() {
        return path + ": " + problem + "; " + remedy;
    }
}
