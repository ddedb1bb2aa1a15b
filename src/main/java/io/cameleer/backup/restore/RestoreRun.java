package io.cameleer.backup.restore;

import io.cameleer.backup.Digests;
import io.cameleer.backup.PodShell;
import java.time.Instant;
import java.util.List;

/**
 * A restore, or the verification of a backup, on its way: the body of the exchanges in the restore routes.
 *
 * @param target the cluster
 * @param purpose what is to be done
 * @param begin when it began
 * @param actor who asked for it
 * @param plan what is brought, null until the backup is chosen
 * @param pods the pods over the volumes, empty until they run
 * @param series what the database answered with, null until it was asked
 */
public record RestoreRun(
        RestoreTarget target,
        Purpose purpose,
        Instant begin,
        String actor,
        RestorePlan plan,
        List<PodShell> pods,
        Long series) {
    /** What is to be done. */
    public enum Purpose {
        /** Find out what would be replaced, and ask for a person's word. */
        ASK,
        /** Bring the data to the volumes. */
        RESTORE,
        /** Ask the restored database for its data. */
        CHECK,
        /** Try a backup in a throw-away pod. */
        VERIFY
    }

    /** Whether volumes are to be filled. */
    public boolean isRestore() {
        return purpose == Purpose.RESTORE;
    }

    /** Whether a backup is tried. */
    public boolean isVerify() {
        return purpose == Purpose.VERIFY;
    }

    /** Whether a person is to be asked. */
    public boolean isQuestion() {
        return purpose == Purpose.ASK;
    }

    /**
     * What tells this restore from others on a volume: one that was interrupted goes on; one into another object, of another
     * content or by another word of a person begins anew.
     */
    String mark() {
        if (purpose == Purpose.VERIFY) {
            return "verify-" + plan.backup().name();
        }
        var word = target.record().map(RestoreStatus::word).orElse("");
        var meant =
                String.join("\n", target.object().getMetadata().getUid(), target.fingerprint(), plan.checksum(), word);
        return plan.backup().name() + "-" + Digests.of(meant).substring(0, 16);
    }

    RestoreRun begun(Instant now) {
        return new RestoreRun(target, purpose, now, actor, null, List.of(), null);
    }

    /** The same, with the backup chosen. */
    public RestoreRun bringing(RestorePlan chosen) {
        return new RestoreRun(target, purpose, begin, actor, chosen, pods, series);
    }

    RestoreRun into(List<PodShell> running) {
        return new RestoreRun(target, purpose, begin, actor, plan, List.copyOf(running), series);
    }

    RestoreRun answered(long count) {
        return new RestoreRun(target, purpose, begin, actor, plan, pods, count);
    }
}
