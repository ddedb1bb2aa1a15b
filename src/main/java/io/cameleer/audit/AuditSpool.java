package io.cameleer.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file between the flows and the database. A record counts as written once it is on disk here; the database gets it
 * from here, in order, as often as it takes, and recognizes by the event id what it has.
 */
public final class AuditSpool implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileChannel records;
    private final FileLock lock;
    private final Path position;
    private long drained;

    /** Records that were read and the position behind them. */
    public record Batch(List<AuditRecord> records, long end) {}

    /**
     * Opens or makes the spool in a folder. A record that a crash cut off was never acknowledged and is dropped.
     *
     * @throws IOException when the folder cannot be used or another process uses it
     */
    public AuditSpool(Path folder) throws IOException {
        Files.createDirectories(folder);
        var file = folder.resolve("audit.jsonl");
        records = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        lock = records.tryLock();
        if (lock == null) {
            records.close();
            throw new IOException(
                    "cameleer.audit.spool: " + folder + " is used by another process; give each its own folder");
        }
        position = folder.resolve("drained");
        drained = Files.exists(position)
                ? Long.parseLong(Files.readString(position).strip())
                : 0;
        records.truncate(endOfLastLine(file));
        drained = Math.min(drained, records.size());
    }

    /** Appends records and forces them to disk. */
    public synchronized void write(List<AuditRecord> some) throws IOException {
        var lines = new StringBuilder();
        for (var record : some) {
            lines.append(json(record)).append('\n');
        }
        var bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
        var at = records.size();
        while (bytes.hasRemaining()) {
            at += records.write(bytes, at);
        }
        records.force(false);
    }

    /** The records that the database lacks, the oldest first, at most {@code most}. */
    public synchronized Batch next(int most) throws IOException {
        var found = new ArrayList<AuditRecord>();
        var left = records.size() - drained;
        var chunk = ByteBuffer.allocate((int) Math.min(left, 4 << 20));
        records.read(chunk, drained);
        var bytes = chunk.array();
        var start = 0;
        for (var i = 0; i < chunk.position() && found.size() < most; i++) {
            if (bytes[i] == '\n') {
                found.add(JSON.readValue(bytes, start, i - start, AuditRecord.class));
                start = i + 1;
            }
        }
        return new Batch(List.copyOf(found), drained + start);
    }

    /** Notes that the database has a batch; an empty spool gives its space back. */
    public synchronized void commit(Batch batch) throws IOException {
        var done = batch.end() == records.size();
        remember(done ? 0 : batch.end());
        if (done) {
            records.truncate(0);
        }
    }

    /** Bytes that wait for the database. */
    public synchronized long waiting() throws IOException {
        return records.size() - drained;
    }

    /** A crash between this and the truncation replays what the database has, and it ignores that. */
    private void remember(long offset) throws IOException {
        var next = position.resolveSibling("drained.next");
        Files.writeString(next, String.valueOf(offset));
        Files.move(next, position, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        drained = offset;
    }

    private static long endOfLastLine(Path file) throws IOException {
        try (var reader = new RandomAccessFile(file.toFile(), "r")) {
            var end = reader.length();
            while (end > 0) {
                reader.seek(end - 1);
                if (reader.read() == '\n') {
                    return end;
                }
                end--;
            }
            return 0;
        }
    }

    private static String json(AuditRecord record) {
        try {
            return JSON.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
        records.close();
    }
}
