package io.cameleer.cluster;

import java.time.Duration;
import java.time.Instant;

/** One line on standard output per step that takes a person's patience. */
public final class Progress {
    private Progress() {}

    /** A step that may fail. */
    public interface Step<T> {
        T run() throws Exception;
    }

    /**
     * Runs a step and prints its name and how long it took.
     *
     * @throws IllegalStateException when the step fails, naming it
     */
    public static <T> T of(String name, Step<T> step) {
        var start = Instant.now();
        try {
            var result = step.run();
            say("%-58s %6.1f s"
                    .formatted(name, Duration.between(start, Instant.now()).toMillis() / 1000.0));
            return result;
        } catch (Exception e) {
            throw new IllegalStateException(name + " failed: " + e.getMessage(), e);
        }
    }

    /** Prints one line of the cluster's own. */
    public static void say(String line) {
        System.out.println("[cluster] " + line);
    }
}
