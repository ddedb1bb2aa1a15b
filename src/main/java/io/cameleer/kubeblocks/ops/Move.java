package io.cameleer.kubeblocks.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cameleer.reconcile.Violation;
import java.util.List;

/** What is next for an OpsRequest. */
sealed interface Move {
    /** Nothing, for ever or until its time to go has come. */
    record Rest() implements Move {}

    /** What is known of it is of before; it is looked at again. */
    record Look() implements Move {}

    /** It has to wait. */
    record Wait(String message) implements Move {}

    /** It ends without having changed anything. */
    record Refuse(List<Violation> violations) implements Move {}

    /** It is taken up; what there was before is written down first. */
    record Begin(JsonNode before) implements Move {}

    /** The Cluster is edited. */
    record Edit(ObjectNode cluster, String text) implements Move {}

    /** The edit is taken back. */
    record Back(ObjectNode cluster) implements Move {}

    /** The Cluster is on its way. */
    record Follow(long generation, OpsProgress progress) implements Move {}

    /** Somebody took the Cluster away while it was on its way. */
    record Lose(String message) implements Move {}

    /** It has ended and lets go of the Cluster. */
    record Release(ObjectNode cluster) implements Move {}

    /** It has ended long enough ago. */
    record Expire() implements Move {}
}
