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
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file between the flows and the database. A record counts as written once it is on disk here; the database gets it
 * from here, in order, as often as it takes, and recognizes by the event id what it has.
 */
public final class AuditSpool implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long CHUNK = 256 << 10;

    private final FileChannel records;
    private final FileLock lock;
    private final Path position;
    private long drained;

    /**
     * Records that were read.
     *
     * @param unreadable lines among them that are no records
     * @param refused of the records, those that the database turned out to never take, and why
     * @param end the position behind them
     */
    public record Batch(
            List<AuditRecord> records, List<String> unreadable, Map<AuditRecord, String> refused, long end) {
        boolean isEmpty() {
            return records.isEmpty() && unreadable.isEmpty();
        }
    }

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
        drained = Files.exists(position) ? offset(Files.readString(position)) : 0;
        records.truncate(endOfLastLine(file));
        drained = Math.min(drained, records.size());
    }

    /** Appends records and forces them to disk. */
    public synchronized void write(List<AuditRecord> some) throws IOException {
        var lines = new StringBuilder();
        for (var record : some) {
            lines.append(json(record)).append('\n');
        }
        write(records, lines.toString(), records.size());
    }

    /** The records that the database lacks, the oldest first, at most {@code most} lines. */
    public synchronized Batch next(int most) throws IOException {
        var found = new ArrayList<AuditRecord>();
        var unreadable = new ArrayList<String>();
        var lines = lines();
        var start = 0;
        for (var end = lines.indexOf('\n', start);
                end >= 0 && found.size() + unreadable.size() < most;
                end = lines.indexOf('\n', start)) {
            var line = lines.substring(start, end);
            try {
                found.add(JSON.readValue(utf8(line), AuditRecord.class));
            } catch (JsonProcessingException e) {
                unreadable.add(new String(utf8(line), StandardCharsets.UTF_8));
            }
            start = end + 1;
        }
        return new Batch(List.copyOf(found), List.copyOf(unreadable), new LinkedHashMap<>(), drained + start);
    }

    /** Some lines that the database lacks, a character for each byte; at least one whole line, however long it is. */
    private String lines() throws IOException {
        var left = records.size() - drained;
        var read = "";
        for (var size = Math.min(left, CHUNK); ; size = Math.min(left, 2 * size)) {
            var chunk = ByteBuffer.allocate(Math.toIntExact(size));
            records.read(chunk, drained);
            read = new String(chunk.array(), 0, chunk.position(), StandardCharsets.ISO_8859_1);
            if (size == left || read.indexOf('\n') >= 0) {
                return read;
            }
        }
    }

    private static byte[] utf8(String bytes) {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Keeps what no database will ever take in a file beside the spool, so that what comes after it goes on.
     *
     * @param lines records as JSON, or what was found in the place of one
     */
    public synchronized void reject(List<String> lines) throws IOException {
        force(position.resolveSibling("rejected.jsonl"), String.join("\n", lines) + "\n", StandardOpenOption.APPEND);
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
        force(next, String.valueOf(offset), StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(next, position, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var folder = FileChannel.open(position.getParent())) {
            folder.force(true);
        }
        drained = offset;
    }

    /** Writes to a file beside the records and forces it to disk. */
    private static void force(Path file, String text, OpenOption how) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            write(channel, text, channel.size());
        }
    }

    private static void write(FileChannel channel, String text, long from) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        for (var at = from; bytes.hasRemaining(); ) {
            at += channel.write(bytes, at);
        }
        channel.force(false);
    }

    /** A power cut may leave nonsense; what is sent again from the begin is known by its event id. */
    private static long offset(String text) {
        return text.strip().matches("\\d{1,18}") ? Long.parseLong(text.strip()) : 0;
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

    static String json(AuditRecord record) {
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
