package io.cameleer.admission;

import io.cameleer.reconcile.Violation;
import java.util.List;

/**
 * What a family says of an object that is about to be stored.
 *
 * @param violations why it must not be, all of them; empty when it may
 * @param warnings what its author should know
 */
public record Verdict(List<Violation> violations, List<String> warnings) {
    /** Nothing stands against it. */
    public static final Verdict ALLOWED = new Verdict(List.of(), List.of());
}
