package io.cameleer.workqueue;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The queues of this process by their names. */
public final class WorkQueues {
    private final Clock clock;
    private final Map<String, WorkQueue> queues = new ConcurrentHashMap<>();

    /** Makes queues by a clock, that by which it is decided what is due. */
    public WorkQueues(Clock clock) {
        this.clock = clock;
    }

    /** The queue of a name, empty when nobody has named it before. */
    public WorkQueue named(String name) {
        return queues.computeIfAbsent(name, unknown -> new WorkQueue(clock));
    }
}
