package io.cameleer.backup;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * One backup on its way: the body of the exchanges in the backup routes.
 *
 * @param target the cluster
 * @param trigger {@code schedule} or {@code request}
 * @param request the request's annotation, null for a schedule
 * @param time the time that it stands for; the object's key is made of it, so a repetition overwrites and never doubles
 * @param attempt the number of this attempt, from 1
 * @param pod the pod whose snapshot is stored, null until one is chosen
 * @param snapshot the snapshot's name on the pod, null until it is made
 * @param stored what the store holds, null until it does
 */
public record BackupRun(
        BackupTarget target,
        String trigger,
        String request,
        Instant time,
        int attempt,
        String pod,
        String snapshot,
        Stored stored) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** What a finished upload left in the store. */
    public record Stored(long bytes, String sha256, int parts, long millis) {}

    /** The object's key: {@code prefix/cluster/20260131T060000Z.tar}. */
    public String key() {
        return folder() + STAMP.format(time) + ".tar";
    }

    /**
     * The manifest's key. It begins with a dot so that it sorts before all archives: tools that take the last key for the
     * newest archive go on to do so.
     */
    public String manifestKey() {
        return folder() + "." + STAMP.format(time) + ".json";
    }

    private String folder() {
        var prefix = target.spec().prefix().replaceAll("^/+|/+$", "");
        return (prefix.isEmpty() ? "" : prefix + "/")
                + target.object().getMetadata().getName() + "/";
    }

    /** The one who asked, as the request names him, or the schedule. */
    public String actor() {
        if (request == null) {
            return "cameleer";
        }
        var space = request.indexOf(' ');
        return space < 0 ? "kubectl" : request.substring(space + 1);
    }

    /** A further attempt; pod and snapshot are still those of the attempt before, to be cleaned up. */
    BackupRun attempted() {
        return new BackupRun(target, trigger, request, time, attempt + 1, pod, snapshot, null);
    }

    BackupRun on(String chosen) {
        return new BackupRun(target, trigger, request, time, attempt, chosen, null, null);
    }

    BackupRun snapped(String name) {
        return new BackupRun(target, trigger, request, time, attempt, pod, name, stored);
    }

    BackupRun stored(Stored result) {
        return new BackupRun(target, trigger, request, time, attempt, pod, snapshot, result);
    }
}
