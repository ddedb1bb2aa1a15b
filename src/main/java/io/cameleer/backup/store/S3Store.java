package io.cameleer.backup.store;

import io.cameleer.backup.BackupException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Amazon S3 and what speaks its protocol. Every part carries a CRC-32 that the store verifies. */
final class S3Store implements Store {
    private final StoreLocation location;
    private final S3Client s3;

    S3Store(StoreLocation location, AwsCredentialsProvider credentials) {
        this.location = location;
        var builder = S3Client.builder()
                .region(Region.of(Optional.ofNullable(location.region()).orElse("us-east-1")))
                .credentialsProvider(credentials)
                .httpClientBuilder(ApacheHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(10))
                        .socketTimeout(Duration.ofSeconds(60)))
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(Duration.ofMinutes(5))
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(5)
                                .build()));
        if (location.endpoint() != null) {
            builder.endpointOverride(URI.create(location.endpoint())).forcePathStyle(true);
        }
        this.s3 = builder.build();
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return call(() ->
                s3
                        .listObjectsV2Paginator(
                                request -> request.bucket(location.bucket()).prefix(prefix))
                        .contents()
                        .stream()
                        .map(S3Store::stored)
                        .toList());
    }

    @Override
    public List<StoredObject> listFolder(String folder) {
        return call(() -> s3
                .listObjectsV2Paginator(request ->
                        request.bucket(location.bucket()).prefix(folder).delimiter("/"))
                .contents()
                .stream()
                .map(S3Store::stored)
                .toList());
    }

    @Override
    public Optional<StoredObject> find(String key) {
        return head(key).map(head -> new StoredObject(key, head.contentLength(), head.lastModified(), head.eTag()));
    }

    private Optional<HeadObjectResponse> head(String key) {
        return call(() -> {
            try {
                return Optional.of(s3.headObject(
                        request -> request.bucket(location.bucket()).key(key)));
            } catch (S3Exception e) {
                if (e.statusCode() == 404 && !(e instanceof NoSuchBucketException)) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public InputStream read(String key, long offset, long length) throws IOException {
        return call(() -> s3.getObject(request ->
                request.bucket(location.bucket()).key(key).range("bytes=" + offset + "-" + (offset + length - 1))));
    }

    @Override
    public void put(String key, byte[] content, String contentType) {
        call(() -> s3.putObject(
                request -> request.bucket(location.bucket()).key(key).contentType(contentType),
                RequestBody.fromBytes(content)));
    }

    /**
     * A store that refuses to know the condition is asked first what there is, which leaves a moment between the two; one that
     * ignores it replaces what another wrote in the same moment.
     */
    @Override
    public boolean putIfUnchanged(String key, Optional<StoredObject> found, byte[] content, String contentType) {
        return call(() -> {
            try {
                s3.putObject(
                        request -> request.bucket(location.bucket())
                                .key(key)
                                .contentType(contentType)
                                .ifMatch(version(found))
                                .ifNoneMatch(found.isPresent() ? null : "*"),
                        RequestBody.fromBytes(content));
                return true;
            } catch (S3Exception e) {
                if (isChanged(e)) {
                    return false;
                }
                if (!isUnknown(e)) {
                    throw e;
                }
                if (!isStill(key, found)) {
                    return false;
                }
                put(key, content, contentType);
                return true;
            }
        });
    }

    private boolean isStill(String key, Optional<StoredObject> found) {
        return Objects.equals(version(find(key)), version(found));
    }

    private static String version(Optional<StoredObject> found) {
        return found.map(StoredObject::version).orElse(null);
    }

    /** Whether a condition was not met; what is to be replaced may also be gone. */
    private static boolean isChanged(S3Exception refused) {
        return refused.statusCode() == 412 || refused.statusCode() == 409 || refused instanceof NoSuchKeyException;
    }

    private static boolean isUnknown(S3Exception refused) {
        return refused.statusCode() == 501;
    }

    @Override
    public ObjectParts begin(String key, String contentType) {
        var mark = UUID.randomUUID().toString();
        var id = call(() -> s3.createMultipartUpload(request -> request.bucket(location.bucket())
                        .key(key)
                        .contentType(contentType)
                        .metadata(Map.of(ObjectParts.UPLOAD, mark)))
                .uploadId());
        return new Multipart(key, id, mark);
    }

    @Override
    public void delete(Collection<String> keys) {
        var all = List.copyOf(keys);
        for (var from = 0; from < all.size(); from += 1000) {
            var some = all.subList(from, Math.min(all.size(), from + 1000)).stream()
                    .map(key -> ObjectIdentifier.builder().key(key).build())
                    .toList();
            var errors = call(() -> s3.deleteObjects(request -> request.bucket(location.bucket())
                            .delete(delete -> delete.objects(some).quiet(true)))
                    .errors());
            if (!errors.isEmpty()) {
                var error = errors.getFirst();
                throw "AccessDenied".equals(error.code())
                        ? StoreFailure.refused(location, address(), "AccessDenied on delete", null)
                        : StoreFailure.answered(location, address(), error.code() + " for " + error.key(), null);
            }
        }
    }

    @Override
    public void abortUploads(String key) {
        call(() -> {
            s3
                    .listMultipartUploadsPaginator(
                            request -> request.bucket(location.bucket()).prefix(key))
                    .uploads()
                    .stream()
                    .filter(upload -> upload.key().equals(key))
                    .toList()
                    .forEach(upload -> s3.abortMultipartUpload(request ->
                            request.bucket(location.bucket()).key(key).uploadId(upload.uploadId())));
            return null;
        });
    }

    @Override
    public String address() {
        return Optional.ofNullable(location.endpoint()).orElse("AWS S3");
    }

    @Override
    public void close() {
        s3.close();
    }

    private static StoredObject stored(S3Object object) {
        return new StoredObject(object.key(), object.size(), object.lastModified(), object.eTag());
    }

    private <T> T call(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (SdkException e) {
            throw explain(e);
        }
    }

    private BackupException explain(SdkException failure) {
        if (failure instanceof NoSuchBucketException) {
            return StoreFailure.noBucket(location, address(), failure);
        }
        if (failure instanceof S3Exception refused) {
            var code = Optional.ofNullable(refused.awsErrorDetails())
                    .map(details -> details.errorCode())
                    .orElse("HTTP " + refused.statusCode());
            return refused.statusCode() == 403
                    ? StoreFailure.refused(location, address(), code, failure)
                    : StoreFailure.answered(location, address(), code, failure);
        }
        if (failure instanceof SdkClientException && failure.getMessage().contains("credentials")) {
            return StoreFailure.noCredentials(location, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", failure);
        }
        return StoreFailure.unreachable(location, address(), failure);
    }

    /** A multipart upload. */
    private final class Multipart implements ObjectParts {
        private final String key;
        private final String id;
        private final String mark;

        private Multipart(String key, String id, String mark) {
            this.key = key;
            this.id = id;
            this.mark = mark;
        }

        @Override
        public String send(int number, byte[] content, int length) {
            var answer = call(() -> s3.uploadPart(
                    request -> request.bucket(location.bucket())
                            .key(key)
                            .uploadId(id)
                            .partNumber(number)
                            .contentLength((long) length),
                    RequestBody.fromContentProvider(
                            () -> new ByteArrayInputStream(content, 0, length), length, "application/octet-stream")));
            return answer.eTag() + " "
                    + Optional.ofNullable(answer.checksumCRC32()).orElse("");
        }

        @Override
        public void complete(List<String> parts, Optional<StoredObject> found) {
            var completed = new ArrayList<CompletedPart>();
            for (var part : parts) {
                var words = part.split(" ", 2);
                completed.add(CompletedPart.builder()
                        .partNumber(completed.size() + 1)
                        .eTag(words[0])
                        .checksumCRC32(words[1].isEmpty() ? null : words[1])
                        .build());
            }
            call(() -> {
                replace(completed, found);
                return null;
            });
        }

        private void replace(List<CompletedPart> parts, Optional<StoredObject> found) {
            try {
                s3.completeMultipartUpload(request ->
                        of(request, parts).ifMatch(version(found)).ifNoneMatch(found.isPresent() ? null : "*"));
            } catch (S3Exception e) {
                if (isUnknown(e) && isStill(key, found)) {
                    replace(parts);
                } else if (!isUnknown(e) && !isChanged(e) && !(e instanceof NoSuchUploadException)) {
                    throw e;
                } else if (!isThere()) {
                    throw StoreFailure.changed(address(), key, e);
                }
            }
        }

        private void replace(List<CompletedPart> parts) {
            try {
                s3.completeMultipartUpload(request -> of(request, parts));
            } catch (NoSuchUploadException e) {
                if (!isThere()) {
                    throw StoreFailure.changed(address(), key, e);
                }
            }
        }

        /** Whether this very upload was completed. */
        private boolean isThere() {
            return head(key)
                    .filter(head -> mark.equals(head.metadata().get(UPLOAD)))
                    .isPresent();
        }

        private CompleteMultipartUploadRequest.Builder of(
                CompleteMultipartUploadRequest.Builder request, List<CompletedPart> parts) {
            return request.bucket(location.bucket())
                    .key(key)
                    .uploadId(id)
                    .multipartUpload(upload -> upload.parts(parts));
        }

        @Override
        public void abort() {
            call(() -> s3.abortMultipartUpload(
                    request -> request.bucket(location.bucket()).key(key).uploadId(id)));
        }
    }
}
