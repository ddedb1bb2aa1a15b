package io.cameleer.backup;

import io.cameleer.backup.BackupRun.Found;
import io.cameleer.backup.BackupRun.Stored;
import io.cameleer.backup.catalog.BackupCatalog;
import io.cameleer.backup.catalog.FolderOwner;
import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.store.PartedUpload;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoredObject;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes before and after an upload, of whatever format. A run that another process took over harms nothing of its successor's:
 * whose it is is looked at right before anything appears under its keys or goes, and what somebody else wrote since stays.
 */
public final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final int TRIES = 3;

    private final StoreAccess stores;
    private final Backups backups;
    private final Supplier<Optional<String>> kubernetes;

    /**
     * Prepares stores.
     *
     * @param backups know whether a run still stands
     * @param kubernetes tells this Kubernetes cluster from others, where that is known
     */
    public Uploads(StoreAccess stores, Backups backups, Supplier<Optional<String>> kubernetes) {
        this.stores = stores;
        this.backups = backups;
        this.kubernetes = kubernetes;
    }

    /**
     * Makes the folder the cluster's own, looks what an interrupted predecessor of this run left in it, and shows before any
     * work is done on the database that the store can be reached.
     *
     * @return the run, which is stored already when its predecessor had come so far
     * @throws BackupException when the store refuses, saying what to do, or when the folder is another cluster's
     * @throws Superseded when the run is not this process' any more
     */
    public BackupRun prepare(BackupRun run) {
        try (var store = stores.open(run.target())) {
            FolderOwner.of(run.target().object(), kubernetes.get())
                    .claim(store, run.target().location());
            var manifest = store.find(run.folder().manifest(run.time()));
            var found = new Found(run.isIncremental() ? Optional.empty() : store.find(run.key()), manifest);
            backups.confirm(run);
            store.abortUploads(run.key());
            var finished = manifest.filter(there -> run.snapshot() != null).flatMap(there -> finished(store, run));
            if (finished.isEmpty()) {
                return run.replacing(found);
            }
            tidy(store, run, finished.get());
            return run.stored(new Stored(
                    finished.get().bytes(),
                    finished.get().uploadedBytes(),
                    finished.get().sha256(),
                    null));
        }
    }

    /** The manifest of the very snapshot that the run's record names, if all that it describes is there. */
    private static Optional<Manifest> finished(Store store, BackupRun run) {
        return BackupCatalog.list(store, run.folder().path()).stream()
                .filter(backup -> backup.time().equals(run.time()) && backup.good())
                .flatMap(backup -> backup.manifest().stream())
                .filter(manifest -> isOf(manifest, run))
                .findFirst();
    }

    private static boolean isOf(Manifest manifest, BackupRun run) {
        return run.key().equals(manifest.key())
                && run.snapshot().equals(manifest.snapshot())
                && Objects.equals(run.pod(), manifest.pod());
    }

    /**
     * Looks whether a run still stands.
     *
     * @throws Superseded when it is not this process' any more
     */
    void confirm(BackupRun run) {
        backups.confirm(run);
    }

    /**
     * Makes an archive appear.
     *
     * @throws BackupException when somebody else wrote one since it was looked at
     * @throws Superseded when the run is not this process' any more
     */
    PartedUpload.Stored complete(BackupRun run, PartedUpload upload) {
        upload.finish();
        backups.confirm(run);
        return upload.complete(run.found().archive());
    }

    /**
     * Writes the manifest, with which the backup is finished. One of a predecessor that was written since is replaced.
     *
     * @throws Superseded when the run is not this process' any more
     */
    void finish(Store store, BackupRun run, Manifest manifest) {
        var key = run.folder().manifest(run.time());
        var there = run.found().manifest();
        for (var attempt = 1; attempt <= TRIES; attempt++) {
            backups.confirm(run);
            if (store.putIfUnchanged(key, there, manifest.json(), "application/json")) {
                tidy(store, run, manifest);
                return;
            }
            there = store.find(key);
        }
        throw new BackupException(
                store.address() + " holds another " + key + " again and again: somebody else writes it");
    }

    /** Removes what an incremental backup needs no more, and no file of a successor; what stays of it costs space alone. */
    private void tidy(Store store, BackupRun run, Manifest manifest) {
        if (!run.isIncremental()) {
            return;
        }
        try {
            backups.confirm(run);
            var named = Optional.ofNullable(manifest.files()).orElse(List.of()).stream()
                    .map(Manifest.File::key)
                    .collect(Collectors.toSet());
            var rest = store.list(run.folder().own(run.time())).stream()
                    .map(StoredObject::key)
                    .filter(key -> !named.contains(key) && !run.isOfSuccessor(key))
                    .collect(Collectors.toList());
            rest.add(run.folder().pending(run.time()));
            store.delete(rest);
        } catch (Superseded e) {
            throw e;
        } catch (BackupException | KubernetesClientException e) {
            LOG.warn("{} is stored; what it needs no more stays: {}", run.key(), e.getMessage());
        }
    }
}
