package io.cameleer.cluster;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Polls a condition with a deadline; nothing in the tests sleeps. */
public final class Waiting {
    private Waiting() {}

    /**
     * Waits until a condition holds. An exception of the condition counts as "not yet" and is named when time is up.
     *
     * @throws org.awaitility.core.ConditionTimeoutException after {@code limit}
     */
    public static void until(String what, Duration limit, Callable<Boolean> condition) {
        await(what)
                .atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(condition);
    }
}
