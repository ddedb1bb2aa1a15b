package io.cameleer.operator;

import io.javaoperatorsdk.operator.processing.retry.Retry;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Doubling pauses without an end, each shortened by up to a fifth at random so that objects that failed together do not
 * come back together.
 *
 * @param initial milliseconds before the first retry, at least 1
 * @param maximum the longest pause in milliseconds
 */
record BackOff(long initial, long maximum) implements Retry {
    @Override
    public RetryExecution initExecution() {
        return new Execution(this);
    }

    long delay(int attempt, double random) {
        var doubled = Math.min((double) maximum, initial * Math.pow(2, attempt - 1));
        return Math.max(1, Math.round(doubled * (1 - random / 5)));
    }

    private static final class Execution implements RetryExecution {
        private final BackOff backOff;
        private int attempts;

        Execution(BackOff backOff) {
            this.backOff = backOff;
        }

        @Override
        public Optional<Long> nextDelay() {
            attempts++;
            return Optional.of(
                    backOff.delay(attempts, ThreadLocalRandom.current().nextDouble()));
        }

        @Override
        public int getAttemptCount() {
            return attempts;
        }

        @Override
        public boolean isLastAttempt() {
            return false;
        }
    }
}
