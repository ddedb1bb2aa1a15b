package io.cameleer.backup;

import io.cameleer.backup.catalog.BackupFolder;
import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.store.StoredObject;
import io.cameleer.workqueue.WorkItem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * One backup on its way: the body of the exchanges in the backup routes.
 *
 * @param target the cluster
 * @param request the request's annotation, null for one of the schedule
 * @param time the time that it stands for; the object's key is made of it, so a repetition replaces and never doubles
 * @param attempt how often it was taken up, this time included; a retry by the same process counts as the same
 * @param pod the pod whose snapshot is stored, null until one is chosen
 * @param snapshot the snapshot's name on the pod, null until it is made
 * @param found what an interrupted predecessor left under its keys, null until that was looked at
 * @param stored what the store holds, null until it does
 */
public record BackupRun(
        BackupTarget target,
        String request,
        Instant time,
        int attempt,
        String pod,
        String snapshot,
        Found found,
        Stored stored)
        implements WorkItem {
    /**
     * What a finished backup left in the store.
     *
     * @param bytes the size of all of it
     * @param uploaded how much of that this backup sent
     * @param sha256 the archive's checksum, null for an incremental backup
     * @param sent how it was sent, null when an interrupted predecessor had done that
     */
    public record Stored(long bytes, long uploaded, String sha256, Sent sent) {}

    /**
     * How a backup was sent.
     *
     * @param objects how many objects or parts that took
     * @param millis how long it took
     */
    public record Sent(int objects, long millis) {}

    /**
     * What an archive and a manifest replace, if it is still the same by then.
     *
     * @param archive what lies under the archive's key
     * @param manifest what lies under the manifest's key
     */
    public record Found(Optional<StoredObject> archive, Optional<StoredObject> manifest) {}

    /**
     * The run of a target for a time; it goes on with what the target's status knows of it, and removes the snapshot that one before left.
     *
     * @param request the request that asks for it, null for the schedule
     */
    static BackupRun of(BackupTarget target, String request, Instant time) {
        var left = Optional.ofNullable(target.status());
        return new BackupRun(
                target,
                request,
                time,
                target.attempts(time),
                left.filter(last -> last.snapshot() != null)
                        .map(BackupStatus::pod)
                        .orElse(null),
                left.map(BackupStatus::snapshot).orElse(null),
                null,
                null);
    }

    @Override
    public HasMetadata object() {
        return target.object();
    }

    @Override
    public Instant since() {
        return time;
    }

    /** The key that stands for the backup: its archive's, or its manifest's when it is incremental. */
    public String key() {
        return target.spec().incremental() ? folder().manifest(time) : folder().archive(time);
    }

    /** Whether only what the store lacks is sent. */
    public boolean isIncremental() {
        return target.spec().incremental();
    }

    /** Whether the store holds it. */
    public boolean isStored() {
        return stored != null;
    }

    /** The key of a file that only this backup needs; who takes it up has other keys, so a predecessor overwrites nothing. */
    String own(String path) {
        return folder().own(time) + attempt + "/" + path;
    }

    /** Whether a key is of a file that somebody stored who took this backup up later. */
    boolean isOfSuccessor(String key) {
        var first = key.substring(folder().own(time).length()).split("/", 2)[0];
        return first.matches("[0-9]{1,9}") && Integer.parseInt(first) > attempt;
    }

    /** The folder that it lies in. */
    public BackupFolder folder() {
        return target.folder();
    }

    /** What is written of this backup at its end; samples are of a range, or of none that is known. */
    public Manifest manifest(
            String format,
            String database,
            Optional<SnapshotFormat.TimeRange> range,
            long bytes,
            long uploaded,
            String sha256,
            List<Manifest.File> files,
            Instant now) {
        var metadata = target.object().getMetadata();
        return new Manifest(
                Manifest.VERSION,
                target.object().getKind(),
                metadata.getNamespace(),
                metadata.getName(),
                time.toString(),
                now.truncatedTo(ChronoUnit.SECONDS).toString(),
                format,
                database,
                range.map(found -> found.from().toString()).orElse(null),
                range.map(found -> found.to().toString()).orElse(null),
                pod,
                snapshot,
                key(),
                bytes,
                uploaded,
                sha256,
                files);
    }

    /** A shell in the chosen pod. */
    PodShell shell(KubernetesClient client) {
        return new PodShell(
                client,
                target.object().getMetadata().getNamespace(),
                pod,
                target.api().container());
    }

    /** The one who asked, as the request names him, or the operator. */
    public String actor() {
        return Asked.actor(request);
    }

    /** Whether the schedule asks for it. */
    boolean isScheduled() {
        return request == null;
    }

    /** {@code schedule} or {@code request}. */
    public String trigger() {
        return isScheduled() ? "schedule" : "request";
    }

    /** A further attempt; pod and snapshot are still those of the attempt before, to be cleaned up. */
    BackupRun attempted() {
        return new BackupRun(target, request, time, attempt + 1, pod, snapshot, null, null);
    }

    /** The same, which replaces what was found. */
    BackupRun replacing(Found replaced) {
        return new BackupRun(target, request, time, attempt, pod, snapshot, replaced, null);
    }

    BackupRun on(String chosen) {
        return new BackupRun(target, request, time, attempt, chosen, null, found, null);
    }

    BackupRun snapped(String name) {
        return new BackupRun(target, request, time, attempt, pod, name, found, stored);
    }

    /** The same, with what the store holds now. */
    public BackupRun stored(Stored result) {
        return new BackupRun(target, request, time, attempt, pod, snapshot, found, result);
    }
}
