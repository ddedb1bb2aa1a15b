package io.cameleer.cluster;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionTimeoutException;

/** Polls a condition with a deadline; nothing in the tests sleeps. */
public final class Waiting {
    /** How many times its limit a wait may last where several tests share the machine: it ends tests that fail, and measures nothing. */
    private static final int PATIENCE = Integer.getInteger("cameleer.test.patience", 1);

    /** A wait that is as long as this anyhow needs no more: tests that fail have to end. */
    private static final Duration LONG = Duration.ofSeconds(300);

    private Waiting() {}

    /**
     * Waits until a condition holds. An exception of the condition counts as "not yet" and is named when time is up.
     *
     * @throws org.awaitility.core.ConditionTimeoutException after {@code limit}, or some times that on a shared machine
     */
    public static void until(String what, Duration limit, Callable<Boolean> condition) {
        var patient = limit.multipliedBy(PATIENCE);
        within(what, patient.compareTo(LONG) > 0 ? max(limit, LONG) : patient, condition);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * Waits until a condition holds that is promised for a time.
     *
     * @throws org.awaitility.core.ConditionTimeoutException after {@code limit}
     */
    public static void within(String what, Duration limit, Callable<Boolean> condition) {
        var last = new AtomicReference<Exception>();
        try {
            await(what)
                    .atMost(limit)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> holds(condition, last));
        } catch (ConditionTimeoutException e) {
            var seen = last.get() == null
                    ? "it did not hold"
                    : String.valueOf(last.get().getMessage());
            throw new ConditionTimeoutException(
                    "%s: not within %d s; %s".formatted(what, limit.toSeconds(), seen), last.get());
        }
    }

    private static boolean holds(Callable<Boolean> condition, AtomicReference<Exception> last) {
        try {
            last.set(null);
            return condition.call();
        } catch (Exception e) {
            last.set(e);
            return false;
        }
    }
}
