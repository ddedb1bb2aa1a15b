package io.cameleer.backup;

import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How long a pod or a database is waited for. Kubernetes is asked again and again: a watch would need a right more.
 *
 * @param clock the time
 * @param limit the longest wait
 */
public record Patience(Clock clock, Duration limit) {
    private static final Duration POLL = Duration.ofMillis(500);

    /**
     * Waits until something holds.
     *
     * @param otherwise what to say when it does not in time
     * @throws BackupException when it does not in time
     */
    public void await(BooleanSupplier done, Supplier<String> otherwise) {
        var end = clock.instant().plus(limit);
        while (!done.getAsBoolean()) {
            if (clock.instant().isAfter(end)) {
                throw new BackupException(otherwise.get() + " (waited " + limit.toSeconds() + " s)");
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BackupException("the operator is stopping", e);
            }
        }
    }
}
