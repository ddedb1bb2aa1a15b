package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.ListBlobsOptions;
import io.cameleer.backup.store.PartedUpload;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoreLocation;
import io.cameleer.backup.store.StoredObject;
import io.cameleer.backup.store.Stores;
import io.cameleer.cluster.Azurite;
import io.cameleer.cluster.FakeGcs;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.SharedCluster;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** One real server of each kind of store, for all classes that ask. */
final class RealStores {
    private static RealStores all;
    private final ObjectStore minio;
    private final Azurite azurite;
    private final FakeGcs gcs;

    private RealStores() throws IOException {
        var work = Project.work("stores");
        minio = new ObjectStore(work);
        SharedCluster.alsoClose(minio);
        azurite = new Azurite(work);
        SharedCluster.alsoClose(azurite);
        gcs = new FakeGcs(work);
        SharedCluster.alsoClose(gcs);
    }

    /** They, started when nobody had asked before. */
    static synchronized RealStores get() throws IOException {
        if (all == null) {
            all = new RealStores();
        }
        return all;
    }

    /** Makes a bucket in each. */
    void bucket(String name) {
        try (var s3 = minio.client()) {
            s3.createBucket(request -> request.bucket(name));
        }
        azurite.client().createBlobContainer(name);
        gcs.bucket(name);
    }

    /** The one that speaks S3. */
    ObjectStore minio() {
        return minio;
    }

    /** The one that speaks Google Cloud Storage. */
    FakeGcs gcs() {
        return gcs;
    }

    /** The port on which a provider's listens. */
    int port(String provider) {
        return switch (provider) {
            case "gcs" -> gcs.port();
            case "azure" -> azurite.port();
            default -> URI.create(minio.endpoint()).getPort();
        };
    }

    /** A provider's bucket, by a port that leads to it. */
    static Store open(String provider, String bucket, int port) {
        var secret = provider.equals("azure") ? Azurite.secret() : ObjectStore.secret();
        return Stores.open(location(provider, bucket, port), Optional.of(secret));
    }

    static StoreLocation location(String provider, String bucket, int port) {
        var endpoint = provider.equals("azure") ? Azurite.endpoint(port) : "http://127.0.0.1:" + port;
        return new StoreLocation(provider, bucket, null, endpoint, "", "spec.backup.");
    }

    /** Stores an object in the place of what is there. */
    static PartedUpload.Stored upload(Store store, String key, byte[] content) {
        try (var upload = new PartedUpload(store, key, "application/x-tar", content.length, bytes -> {})) {
            upload.write(content, 0, content.length);
            return upload.complete(store.find(key));
        }
    }

    /** Looks that a bucket holds nothing of an upload that was neither completed nor removed, but for blocks of a blob that there is. */
    void nothingIsUnderWay(String provider, String bucket) {
        switch (provider) {
            case "gcs" -> {
                try (var store = open(provider, bucket, port(provider))) {
                    assertThat(store.list("")).extracting(StoredObject::key).noneMatch(key -> key.contains(".parts/"));
                }
            }
            case "azure" -> {
                var blobs = azurite.client().getBlobContainerClient(bucket);
                var all = new ListBlobsOptions().setDetails(new BlobListDetails().setRetrieveUncommittedBlobs(true));
                assertThat(blobs.listBlobs(all, null).stream().map(BlobItem::getName))
                        .containsExactlyElementsOf(blobs.listBlobs().stream()
                                .map(BlobItem::getName)
                                .toList());
            }
            default -> {
                try (var s3 = minio.client()) {
                    assertThat(s3.listMultipartUploads(request -> request.bucket(bucket))
                                    .uploads())
                            .isEmpty();
                }
            }
        }
    }
}
