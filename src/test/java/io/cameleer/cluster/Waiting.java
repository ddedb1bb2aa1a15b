package io.cameleer.cluster;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The one place that waits: until a condition holds, in small steps, with the same patience for everything. How long a machine
 * takes proves nothing, so a wait has no limit of its own; it ends early when what it waits for can no longer come.
 */
public final class Waiting {
    /** {@code -Dpatience}, in seconds. */
    static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("patience", 300));

    /** The same for Helm and kubectl, which wait themselves. */
    public static final String TIMEOUT = "--timeout=" + PATIENCE.toSeconds() + "s";

    private static final Duration STEP = Duration.ofMillis(100);

    private Waiting() {}

    /** A wait that came to nothing, after its story was told. */
    public static final class Failed extends AssertionError {
        private static final long serialVersionUID = 1;

        private final String reason;

        Failed(String message, String reason, Throwable cause) {
            super(message, cause);
            this.reason = reason;
        }

        /** What was seen last, without the name of what was waited for: the same for all waits that one fault ends. */
        public String reason() {
            return reason;
        }
    }

    /** Thrown by a condition whose outcome can no longer come. */
    public static final class Hopeless extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** Takes the reason, in words. */
        public Hopeless(String reason) {
            super(reason);
        }
    }

    /**
     * Waits until a condition holds. An exception of the condition counts as "not yet" and is named when patience ends.
     *
     * @throws Failed when patience ends, when the condition is {@link Hopeless}, or when something died that everything needs
     */
    public static void until(String what, Callable<Boolean> condition) {
        until(what, () -> "", condition);
    }

    /**
     * The same about an object.
     *
     * @param story tells what is known of the object, for the log of the failure
     */
    public static void until(String what, Supplier<String> story, Callable<Boolean> condition) {
        var seen = new AtomicReference<Exception>();
        try {
            await(what)
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(STEP)
                    .until(() -> holds(condition, seen));
        } catch (ConditionTimeoutException e) {
            var last = Optional.ofNullable(seen.get()).map(Waiting::words).orElse("it did not hold");
            throw failed(what + ": not within " + PATIENCE.toSeconds() + " s; " + last, last, story, seen.get());
        } catch (Hopeless e) {
            throw failed(what + ": " + e.getMessage(), e.getMessage(), story, e);
        }
    }

    /** Notices that something stays as it is for so long that it will not change by itself. */
    public static final class Lasting {
        private String state = "";
        private long since;

        /**
         * Takes what is seen now, empty when it is nothing bad.
         *
         * @throws Hopeless when the same was seen for a fifth of the patience without a break
         */
        public void seen(String now) {
            if (!now.equals(state)) {
                state = now;
                since = System.nanoTime();
            } else if (!now.isEmpty() && System.nanoTime() - since > PATIENCE.toNanos() / 5) {
                throw new Hopeless("it stays " + now);
            }
        }
    }

    /** Whether a condition holds within a fifth of the patience; nothing is told when it does not. */
    static boolean soon(Callable<Boolean> condition) {
        try {
            await().atMost(PATIENCE.dividedBy(5))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(STEP)
                    .ignoreExceptions()
                    .until(condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private static boolean holds(Callable<Boolean> condition, AtomicReference<Exception> seen) {
        seen.set(null);
        try {
            if (condition.call()) {
                return true;
            }
        } catch (Hopeless e) {
            throw e;
        } catch (Exception e) {
            seen.set(e);
        }
        Vitals.trouble().ifPresent(trouble -> {
            throw new Hopeless(trouble);
        });
        return false;
    }

    private static Failed failed(String message, String reason, Supplier<String> story, Throwable cause) {
        FailureStory.tell(message, story);
        return new Failed(message, reason, cause);
    }

    private static String words(Exception e) {
        return Optional.ofNullable(e.getMessage()).orElse(e.toString());
    }
}
