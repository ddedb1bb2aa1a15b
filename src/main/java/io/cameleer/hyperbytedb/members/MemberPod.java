package io.cameleer.hyperbytedb.members;

import java.time.Instant;
import java.util.Optional;

/**
 * A pod of a member and what is known of it.
 *
 * @param ordinal the pod's, from 0
 * @param name the pod's name
 * @param created when it was made
 * @param running whether its container runs
 * @param ready whether it passes its readiness probe
 * @param unreadySince since when it does not, null when it does
 * @param outdated whether it is of an older template
 * @param terminating whether it is about to go
 * @param report what it says of itself, nothing when it says nothing
 */
public record MemberPod(
        int ordinal,
        String name,
        Instant created,
        boolean running,
        boolean ready,
        Instant unreadySince,
        boolean outdated,
        boolean terminating,
        Optional<Report> report) {
    /** The member's number. */
    public int id() {
        return ordinal + 1;
    }

    /** What to call its state. */
    public String state() {
        return report.map(told -> told.passes() ? "active" : told.state()).orElse(running ? "Unreachable" : "Pending");
    }
}
