package io.cameleer.backup.catalog;

import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoreLocation;
import io.cameleer.backup.store.Stores;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.Project;
import java.io.IOException;
import java.util.Optional;

/** A bucket named {@code bucket} in an object store of its own. */
public final class RealBucket implements AutoCloseable {
    private final ObjectStore minio;
    private final Store store;

    /** Starts it in a folder of its own. */
    public RealBucket(String work) throws IOException {
        minio = new ObjectStore(Project.work(work));
        try (var s3 = minio.client()) {
            s3.createBucket(request -> request.bucket("bucket"));
        }
        store = Stores.open(location(), Optional.of(ObjectStore.secret()));
    }

    /** Where it is. */
    public StoreLocation location() {
        return new StoreLocation("s3", "bucket", null, minio.endpoint(), "", "spec.backup.");
    }

    /** It, open. */
    public Store store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
        minio.close();
    }
}
