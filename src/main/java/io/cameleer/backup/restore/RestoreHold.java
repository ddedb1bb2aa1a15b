package io.cameleer.backup.restore;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Optional;

/** Whether a cluster's database has to stay stopped because its volumes are being filled from a backup. */
public enum RestoreHold {
    /** It runs as its spec says. */
    NONE,
    /** It runs, and somebody has to allow that its data are replaced. */
    ASK,
    /** It is stopped until its data are there. */
    HELD;

    /**
     * Decides from what can be seen. A cluster that has no pods yet is held without asking; one that has runs on until its
     * restore is confirmed, and again after one that failed.
     *
     * @param set the StatefulSet as it is
     */
    public static RestoreHold of(RestoreTarget target, Optional<StatefulSet> set) {
        if (target.spec() == null) {
            return NONE;
        }
        var record = target.record();
        var state = record.map(RestoreStatus::state).orElse("");
        if (state.equals("Placed") || state.equals("Succeeded")) {
            return NONE;
        }
        if (target.confirmed() || state.equals("Running")) {
            return HELD;
        }
        if (record.filter(RestoreStatus::isAskedWithoutWord).isPresent()) {
            return ASK;
        }
        if (record.map(RestoreStatus::replaces).orElse(false)) {
            return NONE;
        }
        var stopped = set.map(found -> Integer.valueOf(0).equals(found.getSpec().getReplicas()))
                .orElse(true);
        return stopped ? HELD : ASK;
    }
}
