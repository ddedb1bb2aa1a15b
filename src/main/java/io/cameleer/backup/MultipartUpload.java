package io.cameleer.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * An output stream into one object of an S3 bucket. It holds a bounded number of parts in memory, whatever the length;
 * who writes faster than the store takes is held up. Nothing appears in the bucket until {@link #complete()}.
 */
final class MultipartUpload extends OutputStream {
    private static final int IN_FLIGHT = 2;

    private final S3Client s3;
    private final String bucket;
    private final String key;
    private final String uploadId;
    private final LongConsumer progress;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(IN_FLIGHT);
    private final List<Future<CompletedPart>> parts = new ArrayList<>();
    private final ConcurrentLinkedQueue<byte[]> spare = new ConcurrentLinkedQueue<>();
    private final MessageDigest digest = sha256();
    private volatile RuntimeException failure;
    private byte[] buffer = new byte[PartSize.SMALLEST];
    private int filled;
    private long total;

    /**
     * Begins an upload.
     *
     * @param progress is told the number of bytes so far after every part
     * @throws software.amazon.awssdk.core.exception.SdkException when the store refuses it
     */
    MultipartUpload(S3Client s3, String bucket, String key, LongConsumer progress) {
        this.s3 = s3;
        this.bucket = bucket;
        this.key = key;
        this.progress = progress;
        this.uploadId = s3.createMultipartUpload(
                        request -> request.bucket(bucket).key(key).contentType("application/x-tar"))
                .uploadId();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        digest.update(bytes, offset, length);
        var from = offset;
        var left = length;
        while (left > 0) {
            if (filled == buffer.length) {
                send();
            }
            var some = Math.min(left, buffer.length - filled);
            System.arraycopy(bytes, from, buffer, filled, some);
            filled += some;
            from += some;
            left -= some;
        }
        total += length;
    }

    /**
     * Sends the rest and makes the object appear.
     *
     * @return the object's size, checksum and number of parts
     * @throws IOException when a part or the end was refused
     */
    BackupRun.Stored complete(long millis) throws IOException {
        send();
        var completed = new ArrayList<CompletedPart>();
        for (var part : parts) {
            completed.add(result(part));
        }
        completed.sort(Comparator.comparing(CompletedPart::partNumber));
        s3.completeMultipartUpload(request ->
                request.bucket(bucket).key(key).uploadId(uploadId).multipartUpload(upload -> upload.parts(completed)));
        return new BackupRun.Stored(total, HexFormat.of().formatHex(digest.digest()), completed.size(), millis);
    }

    /** Gives up: what was sent is removed from the store. */
    void abort() {
        parts.forEach(part -> part.cancel(true));
        s3.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(uploadId));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void send() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        var number = parts.size() + 1;
        var content = buffer;
        var length = filled;
        parts.add(threads.submit(() -> upload(number, content, length)));
        var size = PartSize.after(total);
        var reused = spare.poll();
        buffer = reused != null && reused.length == size ? reused : new byte[size];
        filled = 0;
    }

    private CompletedPart upload(int number, byte[] content, int length) {
        try {
            var answer = s3.uploadPart(
                    request -> request.bucket(bucket)
                            .key(key)
                            .uploadId(uploadId)
                            .partNumber(number)
                            .contentLength((long) length),
                    RequestBody.fromContentProvider(
                            () -> new java.io.ByteArrayInputStream(content, 0, length), length, "application/x-tar"));
            spare.offer(content);
            progress.accept(total);
            return CompletedPart.builder()
                    .partNumber(number)
                    .eTag(answer.eTag())
                    .checksumCRC32(answer.checksumCRC32())
                    .build();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            places.release();
        }
    }

    private static CompletedPart result(Future<CompletedPart> part) throws IOException {
        try {
            return part.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
