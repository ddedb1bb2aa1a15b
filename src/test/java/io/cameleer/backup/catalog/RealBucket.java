package io.cameleer.backup.catalog;

import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoreLocation;
import io.cameleer.backup.store.Stores;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.Project;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
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

    /** Makes a namespace's Secret {@code store} with what opens any such bucket. */
    public static void secret(KubernetesClient client, String namespace) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("store")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withStringData(ObjectStore.secret())
                        .build())
                .create();
    }

    /** Where it is. */
    public StoreLocation location() {
        return location(minio.endpoint());
    }

    private static StoreLocation location(String endpoint) {
        return new StoreLocation("s3", "bucket", null, endpoint, "", "spec.backup.");
    }

    /** The server's port. */
    public int port() {
        return URI.create(minio.endpoint()).getPort();
    }

    /** It, by way of another port. */
    public Store open(int port) {
        return Stores.open(location("http://127.0.0.1:" + port), Optional.of(ObjectStore.secret()));
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
