package io.cameleer.backup.store;

import com.azure.core.exception.AzureException;
import com.azure.core.http.rest.Response;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.models.BlockBlobItem;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.cameleer.backup.BackupException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Azure Blob Storage. An object in parts is a block blob; every block carries an MD5 that the store verifies. Blocks that
 * were never committed are invisible and Azure drops them after a week, or with the next commit of the same blob.
 */
final class AzureStore implements Store {
    private final StoreLocation location;
    private final BlobContainerClient container;

    AzureStore(StoreLocation location, BlobServiceClientBuilder builder) {
        this.location = location;
        this.container = builder.retryOptions(new RequestRetryOptions(
                        RetryPolicyType.EXPONENTIAL,
                        5,
                        Duration.ofMinutes(5),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(5),
                        null))
                .buildClient()
                .getBlobContainerClient(location.bucket());
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return call(() -> container.listBlobs(new ListBlobsOptions().setPrefix(prefix), null).stream()
                .map(AzureStore::stored)
                .toList());
    }

    @Override
    public List<StoredObject> listFolder(String folder) {
        return call(() -> container.listBlobsByHierarchy(folder).stream()
                .filter(item -> !Boolean.TRUE.equals(item.isPrefix()))
                .map(AzureStore::stored)
                .toList());
    }

    @Override
    public Optional<StoredObject> find(String key) {
        return properties(blob(key))
                .map(found -> new StoredObject(
                        key, found.getBlobSize(), found.getLastModified().toInstant(), found.getETag()));
    }

    private Optional<BlobProperties> properties(BlockBlobClient blob) {
        return call(() -> {
            try {
                return Optional.of(blob.getProperties());
            } catch (BlobStorageException e) {
                if (e.getStatusCode() == 404 && !BlobErrorCode.CONTAINER_NOT_FOUND.equals(e.getErrorCode())) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public InputStream read(String key, long offset, long length) {
        return call(() -> blob(key).openInputStream(new BlobRange(offset, length), null));
    }

    @Override
    public void put(String key, byte[] content, String contentType) {
        call(() -> upload(key, content, contentType, new BlobRequestConditions()));
    }

    @Override
    public boolean putIfUnchanged(String key, Optional<StoredObject> found, byte[] content, String contentType) {
        return unlessChanged(() -> upload(key, content, contentType, unchanged(found)));
    }

    private Response<BlockBlobItem> upload(
            String key, byte[] content, String contentType, BlobRequestConditions conditions) {
        return blob(key)
                .uploadWithResponse(
                        new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(content))
                                .setHeaders(new BlobHttpHeaders().setContentType(contentType))
                                .setContentMd5(md5(content, content.length))
                                .setRequestConditions(conditions),
                        null,
                        Context.NONE);
    }

    private static BlobRequestConditions unchanged(Optional<StoredObject> found) {
        return found.map(object -> new BlobRequestConditions().setIfMatch(object.version()))
                .orElseGet(() -> new BlobRequestConditions().setIfNoneMatch("*"));
    }

    /** Whether a condition was not met; what is to be replaced may also be gone. */
    private static boolean isChanged(BlobStorageException refused) {
        return refused.getStatusCode() == 412
                || BlobErrorCode.BLOB_ALREADY_EXISTS.equals(refused.getErrorCode())
                || BlobErrorCode.BLOB_NOT_FOUND.equals(refused.getErrorCode());
    }

    @Override
    public ObjectParts begin(String key, String contentType) {
        call(() -> {
            if (!container.exists()) {
                throw StoreFailure.noBucket(location, address(), null);
            }
            return null;
        });
        return new Blocks(blob(key), contentType);
    }

    @Override
    public void delete(Collection<String> keys) {
        call(() -> {
            keys.forEach(key -> blob(key).deleteIfExists());
            return null;
        });
    }

    /** Uncommitted blocks of a blob that exists vanish with its next commit; those of one that does not, by a commit of none. */
    @Override
    public void abortUploads(String key) {
        call(() -> {
            if (!container.exists()) {
                throw StoreFailure.noBucket(location, address(), null);
            }
            return null;
        });
        if (find(key).isEmpty()) {
            drop(blob(key));
        }
    }

    /** What somebody else commits in between stays. */
    private void drop(BlockBlobClient blob) {
        var mark = UUID.randomUUID().toString();
        unlessChanged(() -> blob.commitBlockListWithResponse(
                new BlockBlobCommitBlockListOptions(List.of())
                        .setMetadata(Map.of(ObjectParts.UPLOAD, mark))
                        .setRequestConditions(unchanged(Optional.empty())),
                null,
                Context.NONE));
        ofUpload(blob, mark)
                .ifPresent(there -> unlessChanged(() -> blob.deleteWithResponse(
                        null, new BlobRequestConditions().setIfMatch(there.getETag()), null, Context.NONE)));
    }

    /** What is there, if the upload of a mark made it. */
    private Optional<BlobProperties> ofUpload(BlockBlobClient blob, String mark) {
        return properties(blob).filter(there -> mark.equals(there.getMetadata().get(ObjectParts.UPLOAD)));
    }

    /** Does what has a condition, and tells whether it was met. */
    private boolean unlessChanged(Supplier<?> operation) {
        return call(() -> {
            try {
                operation.get();
                return true;
            } catch (BlobStorageException e) {
                if (isChanged(e)) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public String address() {
        return Optional.ofNullable(location.endpoint()).orElse("Azure Blob Storage");
    }

    @Override
    public void close() {
        // The client's connections are shared and closed by the library.
    }

    private BlockBlobClient blob(String key) {
        return container.getBlobClient(key).getBlockBlobClient();
    }

    private static StoredObject stored(BlobItem item) {
        return new StoredObject(
                item.getName(),
                item.getProperties().getContentLength(),
                item.getProperties().getLastModified().toInstant(),
                item.getProperties().getETag());
    }

    private <T> T call(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (BlobStorageException e) {
            throw explain(e);
        } catch (AzureException e) {
            throw StoreFailure.unreachable(location, address(), e);
        } catch (RuntimeException e) {
            throw e instanceof BackupException ? e : StoreFailure.unreachable(location, address(), e);
        }
    }

    private BackupException explain(BlobStorageException failure) {
        if (BlobErrorCode.CONTAINER_NOT_FOUND.equals(failure.getErrorCode())) {
            return StoreFailure.noBucket(location, address(), failure);
        }
        var code = Optional.ofNullable(failure.getErrorCode())
                .map(BlobErrorCode::toString)
                .orElse("HTTP " + failure.getStatusCode());
        return failure.getStatusCode() == 403 || failure.getStatusCode() == 401
                ? StoreFailure.refused(location, address(), code, failure)
                : StoreFailure.answered(location, address(), code, failure);
    }

    /** A block blob on its way. */
    private final class Blocks implements ObjectParts {
        private final BlockBlobClient blob;
        private final String contentType;
        private final String id = UUID.randomUUID().toString();

        private Blocks(BlockBlobClient blob, String contentType) {
            this.blob = blob;
            this.contentType = contentType;
        }

        @Override
        public String send(int number, byte[] content, int length) {
            var block = Base64.getEncoder()
                    .encodeToString("%s-%06d".formatted(id, number).getBytes(StandardCharsets.US_ASCII));
            var options = new BlockBlobStageBlockOptions(
                            block, BinaryData.fromStream(new ByteArrayInputStream(content, 0, length), (long) length))
                    .setContentMd5(md5(content, length));
            call(() -> blob.stageBlockWithResponse(options, null, Context.NONE));
            return block;
        }

        @Override
        public void complete(List<String> parts, Optional<StoredObject> found) {
            var replaced = unlessChanged(() -> blob.commitBlockListWithResponse(
                    new BlockBlobCommitBlockListOptions(parts)
                            .setHeaders(new BlobHttpHeaders().setContentType(contentType))
                            .setMetadata(Map.of(UPLOAD, id))
                            .setRequestConditions(unchanged(found)),
                    null,
                    Context.NONE));
            if (!replaced && ofUpload(blob, id).isEmpty()) {
                throw StoreFailure.changed(address(), blob.getBlobName(), null);
            }
        }

        /** Blocks cannot be dropped one by one: while somebody else sends some of the same blob, all stay, and go with his commit. */
        @Override
        public void abort() {
            if (call(() ->
                    uncommitted().stream().allMatch(block -> decoded(block).startsWith(id)))) {
                abortUploads(blob.getBlobName());
            }
        }

        private List<String> uncommitted() {
            try {
                return blob.listBlocks(BlockListType.UNCOMMITTED).getUncommittedBlocks().stream()
                        .map(Block::getName)
                        .toList();
            } catch (BlobStorageException e) {
                if (BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode())) {
                    return List.of();
                }
                throw e;
            }
        }

        private static String decoded(String block) {
            return new String(Base64.getDecoder().decode(block), StandardCharsets.US_ASCII);
        }
    }

    /** The checksum that Azure verifies a block by. */
    private static byte[] md5(byte[] content, int length) {
        try {
            var digest = MessageDigest.getInstance("MD5");
            digest.update(content, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
