package io.cameleer.backup.restore;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Optional;
import java.util.Set;

/** Whether a cluster's database has to stay stopped because its volumes are being filled from a backup. */
public enum RestoreHold {
    /** It runs as its spec says. */
    NONE,
    /** It runs, and somebody has to allow that its data are replaced. */
    ASK,
    /** It is stopped until its data are there. */
    HELD;

    private static final Set<String> IN_PLACE = Set.of("Placed", "Succeeded");
    private static final Set<String> OVER = Set.of("Placed", "Succeeded", "Cancelled");

    /**
     * Decides from what can be seen. What was begun is brought to its end first, even if it is not asked for any more. A cluster
     * that has no pods yet is held without asking; one that has runs on until its restore is confirmed, and again after one that
     * failed or was undone.
     *
     * @param set the StatefulSet as it is
     */
    public static RestoreHold of(RestoreTarget target, Optional<StatefulSet> set) {
        if (target.isUnderWay() || target.isToBeUndone() || target.confirmed()) {
            return HELD;
        }
        if (target.spec() == null) {
            return NONE;
        }
        var record = target.record();
        if (record.filter(RestoreStatus::isAskedWithoutWord).isPresent()) {
            return ASK;
        }
        if (record.isPresent()) {
            return hadData(record) || OVER.contains(target.state()) ? NONE : stopped(set) ? HELD : ASK;
        }
        return stopped(set) && !hasRun(target) ? HELD : ASK;
    }

    /** Whether there is a database which only waits to be started again, however stopped it is at this moment. */
    private static boolean hasRun(RestoreTarget target) {
        return hadData(Optional.ofNullable(target.status()))
                || target.undo().isPresent()
                || IN_PLACE.contains(target.state());
    }

    private static boolean hadData(Optional<RestoreStatus> record) {
        return record.map(RestoreStatus::replaces).orElse(false);
    }

    private static boolean stopped(Optional<StatefulSet> set) {
        return set.map(found -> Integer.valueOf(0).equals(found.getSpec().getReplicas()))
                .orElse(true);
    }
}
