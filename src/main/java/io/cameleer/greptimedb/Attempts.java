package io.cameleer.greptimedb;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Remembers how asking somebody outside ended, so that he is asked once in a while and not with every look at a cluster, by
 * one at a time.
 *
 * @param <O> an outcome
 */
final class Attempts<O> {
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(20);

    private final Map<String, Attempt<O>> last = new ConcurrentHashMap<>();
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final Predicate<O> good;
    private final Duration afterSuccess;
    private final Clock clock;

    /**
     * Remembers nothing yet.
     *
     * @param good whether an outcome is good enough to leave it at that for a while
     * @param afterSuccess how long
     */
    Attempts(Predicate<O> good, Duration afterSuccess, Clock clock) {
        this.good = good;
        this.afterSuccess = afterSuccess;
        this.clock = clock;
    }

    private record Attempt<O>(Object wish, O outcome, Instant at) {}

    /**
     * An outcome.
     *
     * @param isNew whether it has not been told yet
     */
    record News<O>(O outcome, boolean isNew) {}

    /**
     * Asks for a cluster, unless that was done with the same wish a short while ago or is being done.
     *
     * @param wish what is asked for; another wish is asked for at once
     * @param told the outcome that the cluster's status tells, may be null
     * @return an outcome that differs from the status
     */
    Optional<News<O>> attempt(String cluster, Object wish, O told, Supplier<O> question) {
        if (!running.add(cluster)) {
            return Optional.empty();
        }
        try {
            var before = last.get(cluster);
            if (before != null && before.wish().equals(wish) && isFresh(before)) {
                return Optional.empty();
            }
            var outcome = question.get();
            last.put(cluster, new Attempt<>(wish, outcome, clock.instant()));
            return outcome.equals(told)
                    ? Optional.empty()
                    : Optional.of(new News<>(outcome, before == null || !outcome.equals(before.outcome())));
        } finally {
            running.remove(cluster);
        }
    }

    private boolean isFresh(Attempt<O> attempt) {
        var rest = good.test(attempt.outcome()) ? afterSuccess : AFTER_FAILURE;
        return attempt.at().plus(rest).isAfter(clock.instant());
    }

    /** Forgets a cluster. */
    void forget(String cluster) {
        last.remove(cluster);
    }
}
