package io.cameleer.backup;

import io.cameleer.backup.catalog.BackupCatalog;
import io.cameleer.backup.catalog.BackupFolder;
import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.store.PartedUpload;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Stores of a snapshot only the files that the store does not hold. A file that never changes is kept once, under its own
 * path; what changes, and what belongs to this backup alone, lies in a folder of the backup. A small object that names all
 * files which the backup will refer to is written before the first of them and removed after the manifest: while it is
 * there nothing that it names is collected.
 */
public final class Increments {
    private static final int PATHS_AT_ONCE = 500;

    private final StoreAccess stores;
    private final Snapshots snapshots;
    private final Uploads uploads;
    private final ProgressReports<BackupRun> reports;
    private final Clock clock;

    /** Streams from pods to stores. */
    public Increments(
            StoreAccess stores, Snapshots snapshots, Uploads uploads, ProgressReports<BackupRun> reports, Clock clock) {
        this.stores = stores;
        this.snapshots = snapshots;
        this.uploads = uploads;
        this.reports = reports;
        this.clock = clock;
    }

    /**
     * Stores the snapshot's new files and its manifest.
     *
     * @throws BackupException when the pod or the store fails; what was stored by then is used by the next attempt
     */
    public BackupRun store(BackupRun run) throws IOException {
        var begin = clock.instant();
        try (var store = stores.open(run.target())) {
            var work = new Work(run, store, new ManifestDraft(run, snapshots.version(run)), snapshots.live(run));
            var files = snapshots.files(run);
            work.known.putAll(known(store, run.folder()));
            var absent = new ArrayList<String>();
            files.forEach((path, bytes) -> {
                if (work.isKept(path, bytes)) {
                    work.draft.add(work.known.get(path));
                } else {
                    absent.add(path);
                }
            });
            work.promise();
            for (var from = 0; from < absent.size(); from += PATHS_AT_ONCE) {
                var some = absent.subList(from, Math.min(absent.size(), from + PATHS_AT_ONCE));
                snapshots.read(
                        run,
                        tar -> {
                            SnapshotStream.read(tar, java.io.OutputStream.nullOutputStream(), work::take);
                            return null;
                        },
                        some);
            }
            work.refuseIncomplete(files.keySet());
            var manifest = work.draft.finished(work.draft.bytes(), work.uploaded, null, clock);
            uploads.finish(store, run, manifest);
            return run.stored(new BackupRun.Stored(
                    manifest.bytes(),
                    work.uploaded,
                    null,
                    new BackupRun.Sent(
                            work.objects,
                            Duration.between(begin, clock.instant()).toMillis())));
        }
    }

    /** The shared files that some manifest describes and whose objects are there in full. */
    private static Map<String, Manifest.File> known(Store store, BackupFolder folder) {
        var sizes = sizes(store, folder);
        var known = new HashMap<String, Manifest.File>();
        var manifests = new ArrayList<>(BackupCatalog.pending(store, folder));
        BackupCatalog.manifests(store, folder.path())
                .forEach(backup -> backup.manifest().ifPresent(manifests::add));
        for (var manifest : manifests) {
            if (manifest.files() == null) {
                continue;
            }
            manifest.files().stream()
                    .filter(file -> file.key().equals(folder.shared() + file.path()) && file.sha256() != null)
                    .filter(file -> Long.valueOf(file.bytes()).equals(sizes.get(file.key())))
                    .forEach(file -> known.put(file.path(), file));
        }
        return known;
    }

    private static Map<String, Long> sizes(Store store, BackupFolder folder) {
        return store.list(folder.shared()).stream().collect(Collectors.toMap(StoredObject::key, StoredObject::bytes));
    }

    /** One backup on its way. */
    private final class Work {
        private final BackupRun run;
        private final Store store;
        private final ManifestDraft draft;
        private final Set<String> live;
        private final Map<String, Manifest.File> known = new HashMap<>();
        private final ProgressReports<BackupRun>.Report progress;
        private long uploaded;
        private int objects;

        private Work(BackupRun run, Store store, ManifestDraft draft, Set<String> live) {
            this.run = run;
            this.store = store;
            this.draft = draft;
            this.live = live;
            this.progress = reports.of(run, "Backup " + run.key());
        }

        private boolean isKept(String path, long bytes) {
            var file = known.get(path);
            return file != null
                    && file.bytes() == bytes
                    && run.target().api().format().isImmutable(path);
        }

        /** Names what this backup refers to, so that nobody collects it meanwhile. */
        private void promise() {
            uploads.confirm(run);
            store.put(
                    run.folder().pending(run.time()),
                    draft.finished(draft.bytes(), uploaded, null, clock).json(),
                    "application/json");
        }

        private void take(String path, long bytes, long offset, InputStream content) throws IOException {
            if (bytes <= Archives.SMALL) {
                small(path, content.readAllBytes());
            } else {
                large(path, bytes, content);
            }
        }

        private void small(String path, byte[] content) {
            draft.learn(path, content);
            var sha256 = Digests.of(content);
            var file = known.get(path);
            if (file != null && file.sha256().equals(sha256)) {
                draft.add(file);
                return;
            }
            var key = shared(path);
            if (file != null || !isShared(path) || !store.putIfAbsent(key, content, "application/octet-stream")) {
                key = run.own(path);
                store.put(key, content, "application/octet-stream");
            }
            sent(new Manifest.File(path, content.length, sha256, key, 0));
        }

        private void large(String path, long length, InputStream content) throws IOException {
            var key = isShared(path) ? shared(path) : run.own(path);
            var there = store.find(key);
            uploads.confirm(run);
            store.abortUploads(key);
            try (var upload = new PartedUpload(
                    store, key, "application/octet-stream", length, bytes -> progress.bytes(uploaded + bytes))) {
                content.transferTo(upload);
                var stored = upload.complete(there);
                sent(new Manifest.File(path, stored.bytes(), stored.sha256(), key, 0));
            }
            promise();
        }

        private void sent(Manifest.File file) {
            draft.add(file);
            uploaded += file.bytes();
            objects++;
        }

        /** Whether the database itself goes on to keep the file, so that the next snapshot has it too. */
        private boolean isShared(String path) {
            return live.contains(path.substring(0, Math.max(0, path.indexOf('/'))));
        }

        private String shared(String path) {
            return run.folder().shared() + path;
        }

        private void refuseIncomplete(Set<String> paths) {
            var taken = draft.files().stream()
                    .collect(Collectors.toMap(Manifest.File::path, Function.identity(), (one, same) -> same));
            var sizes = sizes(store, run.folder());
            for (var path : paths) {
                var file = taken.get(path);
                if (file == null) {
                    throw new BackupException(
                            "file " + path + " of snapshot " + run.snapshot() + " vanished while it was read");
                }
                if (file.key().startsWith(run.folder().shared())
                        && !Long.valueOf(file.bytes()).equals(sizes.get(file.key()))) {
                    throw new BackupException(file.key() + " vanished from the store meanwhile");
                }
            }
        }
    }
}
