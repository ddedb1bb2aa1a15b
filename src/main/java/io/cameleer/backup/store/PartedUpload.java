package io.cameleer.backup.store;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.Digests;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An output stream into one object. It holds a bounded number of parts in memory, whatever the length; who writes faster
 * than the store takes is held up. Nothing appears in the store until {@link #complete(Optional)}; closing without it removes what
 * was sent.
 */
public final class PartedUpload extends OutputStream {
    private static final Logger LOG = LoggerFactory.getLogger(PartedUpload.class);

    private final ObjectParts object;
    private final String key;
    private final LongConsumer progress;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<String>> parts = new ArrayList<>();
    private final PartMemory memory = new PartMemory();
    private final MessageDigest digest = Digests.sha256();
    // The checksum of a part is computed while the one before it is sent and the one after it is read.
    private CompletableFuture<Void> digested = CompletableFuture.completedFuture(null);
    private volatile RuntimeException failure;
    private final long expected;
    private byte[] buffer;
    private int size;
    private int filled;
    private long total;
    private boolean finished;
    private boolean completed;

    /** What a finished upload left in the store. */
    public record Stored(long bytes, String sha256, int parts) {}

    /**
     * Begins an upload.
     *
     * @param expected how many bytes will be written, as far as that is known; 0 when it is not
     * @param progress is told the number of bytes so far after every part
     * @throws BackupException when the store refuses it
     */
    public PartedUpload(Store store, String key, String contentType, long expected, LongConsumer progress) {
        this.expected = expected;
        this.size = PartSize.after(0, expected);
        this.buffer = PartMemory.first(size);
        this.object = store.begin(key, contentType);
        this.key = key;
        this.progress = progress;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        var from = offset;
        var left = length;
        while (left > 0) {
            if (filled == size) {
                send();
                another();
            } else if (filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, PartMemory.larger(buffer, size));
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
     * Sends the rest and waits until all has arrived; nothing is written after it.
     *
     * @throws BackupException when a part was refused
     */
    public void finish() {
        if (!finished) {
            send();
            finished = true;
        }
        parts.forEach(PartedUpload::result);
    }

    /**
     * Sends the rest and makes the object appear, if its key still holds what was found there.
     *
     * @param found what was there, nothing when there was none
     * @return the object's size, checksum and number of parts
     * @throws BackupException when a part or the end was refused
     */
    public Stored complete(Optional<StoredObject> found) {
        finish();
        var sent = parts.stream().map(PartedUpload::result).toList();
        object.complete(sent, found);
        completed = true;
        return new Stored(total, Digests.hex(digest), sent.size());
    }

    @Override
    public void close() {
        try {
            if (!completed) {
                // A part that arrives after the abort would stay: those on their way are waited for.
                threads.shutdown();
                threads.awaitTermination(30, TimeUnit.SECONDS);
                object.abort();
            }
        } catch (BackupException e) {
            LOG.warn("The upload of {} could not be aborted; the next attempt removes it: {}", key, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
            memory.close();
        }
    }

    private void send() {
        if (failure != null) {
            throw failure;
        }
        var number = parts.size() + 1;
        var content = buffer;
        var length = filled;
        var sent = total;
        var before = digested;
        var done = new CompletableFuture<Void>();
        digested = done;
        parts.add(threads.submit(() -> {
            before.join();
            digest.update(content, 0, length);
            done.complete(null);
            return upload(number, content, length, sent);
        }));
    }

    private void another() {
        size = PartSize.after(total, expected);
        try {
            buffer = memory.next(size);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException("the operator is stopping", e);
        }
        filled = 0;
    }

    private String upload(int number, byte[] content, int length, long sent) {
        try {
            var part = object.send(number, content, length);
            progress.accept(sent);
            return part;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            memory.done(content);
        }
    }

    private static String result(Future<String> part) {
        try {
            return part.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new BackupException("a part was not sent", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException("the operator is stopping", e);
        }
    }
}
