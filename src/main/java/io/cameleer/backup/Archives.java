package io.cameleer.backup;

import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.store.PartedUpload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;

/** Stores a snapshot as one tar archive, as tsdb-operator does, with a manifest beside it. */
public final class Archives {
    /** Files that tell something of the snapshot are not larger than this, in bytes. */
    static final int SMALL = 64 << 10;

    private final StoreAccess stores;
    private final Snapshots snapshots;
    private final Uploads uploads;
    private final ProgressReports<BackupRun> reports;
    private final Clock clock;

    /** Streams from pods to stores. */
    public Archives(
            StoreAccess stores, Snapshots snapshots, Uploads uploads, ProgressReports<BackupRun> reports, Clock clock) {
        this.stores = stores;
        this.snapshots = snapshots;
        this.uploads = uploads;
        this.reports = reports;
        this.clock = clock;
    }

    /**
     * Stores the snapshot and its manifest.
     *
     * @throws BackupException when the pod or the store fails; nothing of the upload is then left
     * @throws Superseded when the run is not this process' any more; its archive may then be there, for the successor to replace
     */
    public BackupRun store(BackupRun run) throws IOException {
        var begin = clock.instant();
        var draft = new ManifestDraft(run, snapshots.version(run));
        var progress = reports.of(run, "Backup " + run.key());
        try (var store = stores.open(run.target());
                var upload = new PartedUpload(
                        store, run.key(), "application/x-tar", snapshots.archiveBytes(run), progress::bytes)) {
            snapshots.read(run, tar -> {
                SnapshotStream.read(
                        tar,
                        upload,
                        (path, bytes, offset, content) -> add(draft, run.key(), path, bytes, offset, content));
                return null;
            });
            var stored = uploads.complete(run, upload);
            var manifest = draft.finished(stored.bytes(), stored.bytes(), stored.sha256(), clock);
            uploads.finish(store, run, manifest);
            return run.stored(new BackupRun.Stored(
                    stored.bytes(),
                    stored.bytes(),
                    stored.sha256(),
                    new BackupRun.Sent(
                            stored.parts(),
                            Duration.between(begin, clock.instant()).toMillis())));
        }
    }

    private static void add(ManifestDraft draft, String key, String path, long bytes, long offset, InputStream content)
            throws IOException {
        String sha256;
        if (bytes <= SMALL) {
            var all = content.readAllBytes();
            draft.learn(path, all);
            sha256 = Digests.of(new ByteArrayInputStream(all));
        } else {
            sha256 = Digests.of(content);
        }
        draft.add(new Manifest.File(path, bytes, sha256, key, offset));
    }
}
