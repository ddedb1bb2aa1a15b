package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.PodShell;
import io.cameleer.backup.catalog.Pin;
import io.cameleer.backup.store.Store;
import io.cameleer.workqueue.WorkItem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
        Long series)
        implements WorkItem {
    /** What is to be done. */
    public enum Purpose {
        /** Find out what would be replaced, and ask for a person's word. */
        ASK,
        /** Bring the data to the volumes, beside what is there. */
        RESTORE,
        /** Put the data, which are all there, in the place of what was there. */
        PLACE,
        /** Make the volumes what they were before. */
        UNDO,
        /** Ask the restored database for its data. */
        CHECK,
        /** Let the data go that were there before. */
        FORGET,
        /** Try a backup in a throw-away pod. */
        VERIFY
    }

    @Override
    public HasMetadata object() {
        return target.object();
    }

    @Override
    public Instant since() {
        return begin;
    }

    /** Where a step of a restore waits: what brings data takes long, what puts them in place has to be soon, all else is short. */
    public String lane() {
        return isRestore() ? "bring" : isPlacingOrUndo() ? "place" : "step";
    }

    /** Whether volumes are to be filled. */
    public boolean isRestore() {
        return purpose == Purpose.RESTORE;
    }

    /** Whether data are to be put in place. */
    public boolean isPlacing() {
        return purpose == Purpose.PLACE;
    }

    /** Whether a restore is to be undone. */
    public boolean isUndo() {
        return purpose == Purpose.UNDO;
    }

    /** Whether a backup is tried. */
    public boolean isVerify() {
        return purpose == Purpose.VERIFY;
    }

    /** Whether a person is to be asked. */
    public boolean isQuestion() {
        return purpose == Purpose.ASK;
    }

    /** Whether old data are to go. */
    public boolean isForget() {
        return purpose == Purpose.FORGET;
    }

    /** Whether volumes get their last shape; for that there is only one way, and no end but success. */
    public boolean isPlacingOrUndo() {
        return isPlacing() || isUndo();
    }

    /** Whether it is tried until it succeeds. */
    boolean isTriedForEver() {
        return isPlacingOrUndo() || isForget();
    }

    /** Tells the pods of this attempt from those of others, which have the same names. */
    String attempt() {
        return begin.toString();
    }

    /** The name of the backup's content on a volume: a restore of the same goes on with what is there, others do not. */
    String content() {
        return plan != null
                ? content(plan.backup().name(), plan.checksum())
                : content(target.status().backup(), target.status().checksum());
    }

    private static String content(String backup, String checksum) {
        return backup == null || checksum == null ? "none" : backup + "-" + checksum.substring(0, 8);
    }

    /** The pin by which retention knows that the backup is needed. */
    Pin pin() {
        return Pin.of(plan.backup(), target.object(), isVerify() ? "verify" : "restore");
    }

    /**
     * Keeps the chosen backup from retention.
     *
     * @throws NoSuchBackup when it is gone already
     */
    RestoreRun pinning(Store store) {
        pin().set(store);
        if (store.find(plan.backup().key()).isEmpty()) {
            throw new NoSuchBackup("backup " + plan.backup().name() + " was removed while it was chosen");
        }
        return this;
    }

    /** What tells this run from others on a volume, however alike their content is. */
    String name() {
        var run = Optional.ofNullable(target.status()).map(RestoreStatus::run);
        return switch (purpose) {
            case VERIFY -> "verify";
            case PLACE -> run.orElseThrow(() -> forgetful(target));
            default -> run.orElse("none");
        };
    }

    /** The API server drops fields that an older definition does not have. */
    static BackupException forgetful(RestoreTarget target) {
        return new BackupException("the definition of " + target.object().getPlural()
                + " is older than this operator and does not keep all that is to be known of a restore;"
                + " take spec.restoreFrom away, apply the chart's folder crds, and ask again");
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
