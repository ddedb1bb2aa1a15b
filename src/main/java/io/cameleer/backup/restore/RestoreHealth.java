package io.cameleer.backup.restore;

import io.cameleer.reconcile.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;
import java.util.Set;

/** The conditions that tell of restores and verifications. */
public final class RestoreHealth {
    /** States from which nothing follows unless somebody says so. */
    private static final Set<String> ENDED = Set.of("Failed", "ConfirmationRequired");

    private static final Set<String> TROUBLED = Set.of("Failed", "Placing", "Placed", "Undoing");

    private RestoreHealth() {}

    /** {@code Restored}, or nothing when no restore was asked for or the record is of another one. */
    public static Optional<Condition> restored(RestoreTarget target, Conditions conditions) {
        var served = target.state().equals("Succeeded");
        return target.told().map(record -> conditions.of("Restored", served, reason(target), text(target, record)));
    }

    private static String reason(RestoreTarget target) {
        return switch (target.state()) {
            case "Succeeded" -> "DataServed";
            case "Placed" -> "Starting";
            case "ConfirmationRequired" -> target.spec() == null ? "Withdrawn" : "ConfirmationRequired";
            case "Placing", "Undoing", "Failed", "Cancelled" -> target.state();
            default -> "Restoring";
        };
    }

    private static String text(RestoreTarget target, RestoreStatus record) {
        var failure = Optional.ofNullable(record.message());
        return switch (target.state()) {
            case "Succeeded" -> served(record) + back(target);
            case "Placed" ->
                "The data of backup " + record.backup() + " are in place; the database starts."
                        + failure.map(words -> " It cannot be asked yet: " + words + ".")
                                .orElse("") + back(target);
            case "Placing" ->
                failure.map(words -> words + "; it is tried again until spec.restoreFrom is taken away.")
                                .orElse("The data of backup " + record.backup() + " take their place.")
                        + deletion(target);
            case "Undoing" ->
                failure.map(words -> words + "; it is tried again.")
                                .orElse("The volumes are made what they were before the restore.")
                        + deletion(target);
            case "ConfirmationRequired" ->
                target.spec() == null ? "No restore is asked for." + back(target) : record.message();
            case "Failed" -> record.message() + next(record) + "." + back(target);
            case "Cancelled" -> "The restore was taken back; another spec.restoreFrom.request asks anew.";
            default ->
                record.backup() == null
                        ? "The backup is being looked for."
                        : "Backup " + record.backup() + " is being brought to the volumes.";
        };
    }

    private static String deletion(RestoreTarget target) {
        return target.isDeleted()
                ? " The cluster is deleted when that is done, or when its volume claims are deleted."
                : "";
    }

    private static String served(RestoreStatus record) {
        return "Backup " + record.backup() + " is restored"
                + (record.series() == null
                        ? "."
                        : "; every replica serves " + record.series() + " series of " + record.to() + ".")
                + (record.message() == null
                        ? ""
                        : " The data before are still on the volumes: " + record.message() + "; it is tried again.");
    }

    /** A new cluster is tried again by itself; where data were to be replaced nobody is asked before the request changes. */
    private static String next(RestoreStatus record) {
        return Boolean.TRUE.equals(record.replaces()) ? "; another spec.restoreFrom.request asks anew" : "";
    }

    /** Nothing comes after the command, as people copy it. */
    private static String back(RestoreTarget target) {
        return target.undo()
                .map(word -> " The data before are still there"
                        + (target.spec() == null && ENDED.contains(target.state())
                                ? "; the annotation " + RestoreTarget.UNDO + "=" + RestoreTarget.declined(word)
                                        + " lets them go, and they are back by: "
                                : ", and back by: ")
                        + target.command(RestoreTarget.UNDO, word))
                .orElse("");
    }

    /** What keeps a cluster from starting, or nothing. */
    public static Optional<String> trouble(RestoreTarget target) {
        return target.told()
                .filter(record -> TROUBLED.contains(target.state()))
                .filter(record -> target.spec() != null || !target.state().equals("Failed"))
                .map(RestoreStatus::message);
    }

    /** {@code BackupVerified}, or nothing before the first verification ended. */
    public static Optional<Condition> verified(VerifyStatus status, Conditions conditions) {
        if (status == null || status.state() == null) {
            return Optional.empty();
        }
        return switch (status.state()) {
            case "Succeeded" ->
                Optional.of(conditions.of(
                        "BackupVerified",
                        true,
                        "Restorable",
                        "Backup " + status.backup() + " was restored into a throw-away pod"
                                + (status.series() == null
                                        ? "."
                                        : " and answered with " + status.series() + " series.")));
            case "Failed" -> Optional.of(conditions.of("BackupVerified", false, "Failed", status.message()));
            default -> Optional.empty();
        };
    }
}
