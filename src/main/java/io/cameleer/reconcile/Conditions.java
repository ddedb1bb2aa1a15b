package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Conditions as the API conventions define them: the time is that of the last change of status. */
public final class Conditions {
    private final List<Condition> before;
    private final long generation;
    private final Instant now;

    /**
     * Continues the conditions that an object has.
     *
     * @param before those of the last status, may be null
     * @param generation the generation of the spec that was looked at
     */
    public Conditions(List<Condition> before, long generation, Instant now) {
        this.before = Optional.ofNullable(before).orElse(List.of());
        this.generation = generation;
        this.now = now;
    }

    /** A condition that keeps its time when its status is what it was. */
    public Condition of(String type, boolean status, String reason, String message) {
        var value = status ? "True" : "False";
        var since = before.stream()
                .filter(condition -> condition.getType().equals(type)
                        && condition.getStatus().equals(value))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new ConditionBuilder()
                .withType(type)
                .withStatus(value)
                .withReason(reason)
                .withMessage(message)
                .withObservedGeneration(generation)
                .withLastTransitionTime(since)
                .build();
    }
}
