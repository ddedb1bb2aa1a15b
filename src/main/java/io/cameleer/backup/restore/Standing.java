package io.cameleer.backup.restore;

import io.cameleer.backup.Outcomes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;

/** Looks again and again, while a run does its work, whether it is still to be done. */
final class Standing {
    /** Where an object says which backup it is to be restored from. */
    static final String ASKED = "/spec/restoreFrom";

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Outcomes outcomes;
    private final HasMetadata object;
    private final String asked;
    private Instant last = Instant.MIN;

    Standing(Outcomes outcomes, RestoreRun run) {
        this.outcomes = outcomes;
        this.object = run.target().object();
        this.asked = run.isVerify() || run.isUndo() ? "" : ASKED;
    }

    /**
     * Looks, unless that was done a moment ago.
     *
     * @throws io.cameleer.backup.Superseded when it is not to be done any more
     */
    synchronized void check() {
        var now = outcomes.instant();
        if (now.isAfter(last.plus(PAUSE))) {
            outcomes.confirm(object, asked);
            last = now;
        }
    }
}
