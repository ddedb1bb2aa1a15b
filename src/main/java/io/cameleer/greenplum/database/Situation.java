package io.cameleer.greenplum.database;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is next for a database.
 *
 * @param active the pod that takes statements, or should
 * @param catalog what it knows, nothing while it does not answer
 * @param primaries how many primary segments there should be now
 * @param down pods that are not ready
 * @param lostSince since when the database does not answer wholly, nothing while it does
 * @param action the next step, if any
 * @param note what is waited for, in words, if anything
 * @param obstacle what keeps the next step from being done and needs a person's eye, if anything
 */
public record Situation(
        String active,
        Optional<Catalog> catalog,
        int primaries,
        List<String> down,
        Optional<Instant> lostSince,
        Optional<Action> action,
        Optional<String> note,
        Optional<String> obstacle) {
    Situation doing(Action next) {
        return new Situation(
                active,
                catalog,
                primaries,
                down,
                lostSince,
                Optional.of(next),
                Optional.of(next.text()),
                Optional.empty());
    }

    Situation waiting(String words) {
        return new Situation(
                active, catalog, primaries, down, lostSince, Optional.empty(), Optional.of(words), Optional.empty());
    }

    Situation blocked(String words) {
        return new Situation(
                active, catalog, primaries, down, lostSince, Optional.empty(), Optional.of(words), Optional.of(words));
    }

    Situation growing(int more) {
        return new Situation(active, catalog, more, down, lostSince, action, note, obstacle);
    }

    /** The same without its step, which has just failed for a reason. */
    Situation meeting(String refusal, boolean rests) {
        return new Situation(
                active,
                catalog,
                primaries,
                down,
                lostSince,
                rests ? Optional.empty() : action,
                Optional.of(refusal),
                Optional.of(refusal));
    }

    /** Whether something is left to do or to wait for. */
    public boolean busy() {
        return action.isPresent() || note.isPresent();
    }
}
