package io.cameleer.failover;

import java.util.Optional;

/**
 * What follows from the readings of a cluster's pods.
 *
 * @param pod the pod to be deleted, or nothing
 * @param why the reason for either, for people
 */
record FailoverDecision(Optional<PodReading> pod, String why) {
    static FailoverDecision none(String why) {
        return new FailoverDecision(Optional.empty(), why);
    }

    static FailoverDecision of(PodReading pod, String why) {
        return new FailoverDecision(Optional.of(pod), why);
    }
}
