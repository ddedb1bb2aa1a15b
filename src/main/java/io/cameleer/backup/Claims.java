package io.cameleer.backup;

import io.cameleer.workqueue.WorkItem;
import io.cameleer.workqueue.WorkQueue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The runs of one kind that this process has claimed and not ended: of each object the begin, as its record tells it. */
final class Claims implements WorkQueue.Listener {
    /** The begin of what was not claimed: no record has it. */
    static final String NONE = "";

    /** In the place of a begin: no record has it either. */
    private static final String ABANDONED = "abandoned";

    private final Map<String, String> begins = new ConcurrentHashMap<>();

    /** Notes a claim, unless the run was abandoned just then. */
    void note(HasMetadata object, String begin) {
        begins.merge(WorkItem.key(object), begin, (before, claimed) -> before.equals(ABANDONED) ? before : claimed);
    }

    /** The begin of an object's run, {@link #NONE} when none was claimed. */
    String begin(HasMetadata object) {
        return begins.getOrDefault(WorkItem.key(object), NONE);
    }

    /** Whether a run of an object has not ended. */
    boolean has(HasMetadata object) {
        return begins.containsKey(WorkItem.key(object));
    }

    /** Whether an object's run is another process' by now, though it has not ended here. */
    boolean isAbandoned(HasMetadata object) {
        return begin(object).equals(ABANDONED);
    }

    /** Nothing that a run still does is written down. */
    @Override
    public void abandoned(HasMetadata object) {
        begins.put(WorkItem.key(object), ABANDONED);
    }

    /** Forgets a run, however it ended. */
    @Override
    public void done(HasMetadata object) {
        begins.remove(WorkItem.key(object));
    }
}
