package io.cameleer.backup;

import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.store.Store;
import java.io.IOException;

/** What comes before an upload, of whatever format. */
public final class Uploads {
    private final StoreAccess stores;

    /** Prepares stores. */
    public Uploads(StoreAccess stores) {
        this.stores = stores;
    }

    /**
     * Removes what an interrupted predecessor of this run left in the store, and shows before any work is done on the
     * database that the store can be reached.
     *
     * @throws BackupException when the store refuses, saying what to do, or when another cluster's backup has this key
     */
    public void prepare(BackupRun run) {
        try (var store = stores.open(run.target())) {
            store.abortUploads(run.key());
            refuseForeign(store, run);
        }
    }

    private static void refuseForeign(Store store, BackupRun run) {
        var key = run.folder().manifest(run.time());
        var found = store.find(key);
        if (found.isEmpty() || found.get().bytes() == 0) {
            return;
        }
        try (var in = store.read(key, 0, found.get().bytes())) {
            var manifest = Manifest.of(in.readAllBytes());
            var metadata = run.target().object().getMetadata();
            if (!manifest.isOf(run.target().object().getKind(), metadata.getNamespace(), metadata.getName())) {
                throw new BackupException("spec.backup.prefix: " + key + " is a backup of " + manifest.namespace() + "/"
                        + manifest.name() + "; give each of the two clusters a prefix of its own");
            }
        } catch (IOException e) {
            // A truncated manifest is replaced by the one that this run writes.
            return;
        }
    }
}
