package io.cameleer.backup;

import io.cameleer.backup.catalog.FolderOwner;
import java.util.Optional;
import java.util.function.Supplier;

/** What comes before an upload, of whatever format. */
public final class Uploads {
    private final StoreAccess stores;
    private final Supplier<Optional<String>> kubernetes;

    /**
     * Prepares stores.
     *
     * @param kubernetes tells this Kubernetes cluster from others, where that is known
     */
    public Uploads(StoreAccess stores, Supplier<Optional<String>> kubernetes) {
        this.stores = stores;
        this.kubernetes = kubernetes;
    }

    /**
     * Makes the folder the cluster's own, removes what an interrupted predecessor of this run left in it, and shows before any
     * work is done on the database that the store can be reached.
     *
     * @throws BackupException when the store refuses, saying what to do, or when the folder is another cluster's
     */
    public void prepare(BackupRun run) {
        try (var store = stores.open(run.target())) {
            FolderOwner.of(run.target().object(), kubernetes.get())
                    .claim(store, run.target().location());
            store.abortUploads(run.key());
        }
    }
}
