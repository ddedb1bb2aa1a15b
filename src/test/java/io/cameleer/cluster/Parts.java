package io.cameleer.cluster;

import java.util.Deque;

/** What was started, to be ended in the opposite order. */
public final class Parts {
    private Parts() {}

    /** Ends everything, the last first; one that fails is named and does not keep the others from ending. */
    public static void closeAll(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                Progress.say("while stopping: " + e.getMessage());
            }
        }
    }
}
