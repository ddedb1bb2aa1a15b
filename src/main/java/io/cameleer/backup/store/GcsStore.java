package io.cameleer.backup.store;

import com.google.api.gax.retrying.RetrySettings;
import com.google.auth.Credentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.storage.StorageRetryStrategy;
import io.cameleer.backup.BackupException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32C;

/**
 * Google Cloud Storage. An object in parts is a parallel composite upload: the parts are objects of their own under
 * {@code .parts/}, composed 32 at a time and then deleted. Every part carries a CRC-32C that the store verifies.
 */
final class GcsStore implements Store {
    private static final int COMPOSED_AT_ONCE = 32;

    private final StoreLocation location;
    private final Storage storage;

    GcsStore(StoreLocation location, Credentials credentials) {
        this.location = location;
        var builder = StorageOptions.newBuilder()
                .setProjectId(Optional.ofNullable(location.region()).orElse("cameleer"))
                .setRetrySettings(RetrySettings.newBuilder()
                        .setInitialRetryDelayDuration(Duration.ofMillis(200))
                        .setRetryDelayMultiplier(2)
                        .setMaxRetryDelayDuration(Duration.ofSeconds(5))
                        .setTotalTimeoutDuration(Duration.ofMinutes(10))
                        .setMaxAttempts(5)
                        .build())
                .setStorageRetryStrategy(StorageRetryStrategy.getUniformStorageRetryStrategy())
                .setCredentials(credentials);
        if (location.endpoint() != null) {
            builder.setHost(location.endpoint());
        }
        this.storage = builder.build().getService();
    }

    /** An emulator on plain HTTP is never sent a credential. */
    static Credentials none() {
        return NoCredentials.getInstance();
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return listed(Storage.BlobListOption.prefix(prefix));
    }

    @Override
    public List<StoredObject> listFolder(String folder) {
        return listed(Storage.BlobListOption.prefix(folder), Storage.BlobListOption.currentDirectory());
    }

    private List<StoredObject> listed(Storage.BlobListOption... options) {
        return call(() -> StreamSupport.stream(
                        storage.list(location.bucket(), options).iterateAll().spliterator(), false)
                .filter(blob -> !blob.isDirectory())
                .map(GcsStore::stored)
                .toList());
    }

    @Override
    public Optional<StoredObject> find(String key) {
        return call(() -> Optional.ofNullable(storage.get(id(key))).map(GcsStore::stored));
    }

    @Override
    public InputStream read(String key, long offset, long length) throws IOException {
        return call(() -> {
            try {
                var reader = storage.reader(id(key), Storage.BlobSourceOption.shouldReturnRawInputStream(true));
                reader.seek(offset);
                reader.limit(offset + length);
                return Channels.newInputStream(reader);
            } catch (IOException e) {
                throw StoreFailure.unreachable(location, address(), e);
            }
        });
    }

    @Override
    public void put(String key, byte[] content, String contentType) {
        create(key, content, content.length, contentType);
    }

    @Override
    public boolean putIfUnchanged(String key, Optional<StoredObject> found, byte[] content, String contentType) {
        return call(() -> {
            try {
                storage.create(
                        info(key, content, content.length, contentType), content, 0, content.length, unchanged(found));
                return true;
            } catch (StorageException e) {
                if (e.getCode() == 412) {
                    return false;
                }
                throw e;
            }
        });
    }

    private static Storage.BlobTargetOption unchanged(Optional<StoredObject> found) {
        return found.map(object -> Storage.BlobTargetOption.generationMatch(Long.parseLong(object.version())))
                .orElseGet(Storage.BlobTargetOption::doesNotExist);
    }

    private void create(String key, byte[] content, int length, String contentType) {
        call(() -> storage.create(info(key, content, length, contentType), content, 0, length));
    }

    private BlobInfo info(String key, byte[] content, int length, String contentType) {
        return BlobInfo.newBuilder(id(key))
                .setContentType(contentType)
                .setCrc32c(crc32c(content, length))
                .build();
    }

    @Override
    public ObjectParts begin(String key, String contentType) {
        call(() -> {
            if (storage.get(location.bucket()) == null) {
                throw new StorageException(404, "The specified bucket does not exist.");
            }
            return null;
        });
        return new Composite(key, contentType);
    }

    @Override
    public void delete(Collection<String> keys) {
        call(() -> {
            keys.forEach(key -> storage.delete(id(key)));
            return null;
        });
    }

    @Override
    public void abortUploads(String key) {
        delete(list(partsOf(key)).stream().map(StoredObject::key).toList());
    }

    @Override
    public String address() {
        return Optional.ofNullable(location.endpoint()).orElse("Google Cloud Storage");
    }

    @Override
    public void close() {
        try {
            storage.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private BlobId id(String key) {
        return BlobId.of(location.bucket(), key);
    }

    private static StoredObject stored(Blob blob) {
        return new StoredObject(
                blob.getName(),
                blob.getSize(),
                blob.getUpdateTimeOffsetDateTime().toInstant(),
                String.valueOf(blob.getGeneration()));
    }

    /** The folder of an object's parts. */
    private static String partsOf(String key) {
        var slash = key.lastIndexOf('/') + 1;
        return key.substring(0, slash) + ".parts/" + key.substring(slash) + "/";
    }

    private static String crc32c(byte[] content, int length) {
        var crc = new CRC32C();
        crc.update(content, 0, length);
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private <T> T call(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (StorageException e) {
            throw explain(e);
        }
    }

    private BackupException explain(StorageException failure) {
        return switch (failure.getCode()) {
            case 404 -> StoreFailure.noBucket(location, address(), failure);
            case 401, 403 -> StoreFailure.refused(location, address(), "HTTP " + failure.getCode(), failure);
            case 0 -> StoreFailure.unreachable(location, address(), failure);
            default -> StoreFailure.answered(location, address(), "HTTP " + failure.getCode(), failure);
        };
    }

    /** A parallel composite upload. */
    private final class Composite implements ObjectParts {
        private final String key;
        private final String contentType;
        private final String folder;

        private Composite(String key, String contentType) {
            this.key = key;
            this.contentType = contentType;
            this.folder = partsOf(key) + UUID.randomUUID() + "/";
        }

        @Override
        public String send(int number, byte[] content, int length) {
            var part = "%sp%06d".formatted(folder, number);
            create(part, content, length, "application/octet-stream");
            return part;
        }

        @Override
        public void complete(List<String> parts, Optional<StoredObject> found) {
            var level = parts;
            for (var depth = 1; level.size() > COMPOSED_AT_ONCE; depth++) {
                var above = new ArrayList<String>();
                for (var from = 0; from < level.size(); from += COMPOSED_AT_ONCE) {
                    var target = "%sc%d-%06d".formatted(folder, depth, above.size());
                    var some = level.subList(from, Math.min(level.size(), from + COMPOSED_AT_ONCE));
                    compose(some, target);
                    above.add(target);
                }
                level = above;
            }
            compose(level, key, unchanged(found));
            abort();
        }

        private void compose(List<String> sources, String target, Storage.BlobTargetOption... options) {
            call(() -> {
                try {
                    return storage.compose(Storage.ComposeRequest.newBuilder()
                            .addSource(sources)
                            .setTarget(BlobInfo.newBuilder(id(target))
                                    .setContentType(contentType)
                                    .setMetadata(Map.of(UPLOAD, folder))
                                    .build())
                            .setTargetOptions(options)
                            .build());
                } catch (StorageException e) {
                    if (e.getCode() != 412 && e.getCode() != 404) {
                        throw e;
                    }
                    var there = storage.get(id(target));
                    if (there == null
                            || there.getMetadata() == null
                            || !folder.equals(there.getMetadata().get(UPLOAD))) {
                        throw StoreFailure.changed(address(), key, e);
                    }
                    return there;
                }
            });
        }

        @Override
        public void abort() {
            delete(list(folder).stream().map(StoredObject::key).toList());
        }
    }
}
