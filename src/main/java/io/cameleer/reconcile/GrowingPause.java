package io.cameleer.reconcile;

import java.time.Duration;

/**
 * Pauses that double, an hour at most unless the first is longer.
 *
 * @param first the first pause
 */
public record GrowingPause(Duration first) {
    private static final Duration LONGEST = Duration.ofHours(1);

    /** The pause after so many others. */
    public Duration after(int others) {
        var pause = first.multipliedBy(1L << Math.clamp(others, 0, 20));
        return pause.compareTo(longest()) > 0 ? longest() : pause;
    }

    /** The pause that is not exceeded. */
    public Duration longest() {
        return first.compareTo(LONGEST) > 0 ? first : LONGEST;
    }
}
