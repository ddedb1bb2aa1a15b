package io.cameleer.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Reads the tar stream of a snapshot file by file while its bytes go on, unchanged, to where they are kept. */
public final class SnapshotStream {
    private SnapshotStream() {}

    /** Is shown each file. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * One file.
         *
         * @param path where it lies in the snapshot's folder
         * @param bytes its size
         * @param offset where in the stream its content begins
         * @param content its content, to be read during the call
         */
        void file(String path, long bytes, long offset, InputStream content) throws IOException;
    }

    /**
     * Reads a stream to its end.
     *
     * @throws IOException when the stream breaks
     * @throws BackupException when it holds what no snapshot holds
     */
    public static void read(InputStream tar, OutputStream copy, Visitor visitor) throws IOException {
        var counted = new Counted(tar, copy);
        var entries = new TarArchiveInputStream(counted);
        for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            if (!entry.isDirectory()) {
                visitor.file(path(entry), entry.getSize(), counted.count, entries);
            }
        }
        counted.transferTo(OutputStream.nullOutputStream());
    }

    /**
     * Where a file of an archive lies below the snapshot's folder, which every name begins with.
     *
     * @throws BackupException when it is no plain file or lies elsewhere
     */
    public static String path(TarArchiveEntry entry) {
        var name = entry.getName();
        var plain = entry.getLinkFlag() == TarConstants.LF_NORMAL || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
        if (!plain || entry.isSparse() || entry.getSize() < 0) {
            throw new BackupException("the archive is refused: " + printable(name)
                    + " is neither a plain file nor a folder; no snapshot holds such a thing");
        }
        var slash = name.indexOf('/');
        return safe(slash < 0 ? "" : name.substring(slash + 1), name.startsWith("/") ? "/" : name);
    }

    /**
     * A path that leads nowhere but down.
     *
     * @throws BackupException when it does not
     */
    public static String safe(String path, String name) {
        var harmless = path.matches("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*") && !name.startsWith("/");
        if (!harmless || (name + "/" + path).matches("(.*/)?\\.\\.?(/.*)?")) {
            throw new BackupException("the backup is refused: the path " + printable(name)
                    + " leads out of the database's folder; no snapshot holds such a thing");
        }
        return path;
    }

    private static String printable(String name) {
        return "\"" + name.replaceAll("[^\\x20-\\x7e]", "?") + "\"";
    }

    /** Counts what is read and copies it. */
    private static final class Counted extends FilterInputStream {
        private final OutputStream copy;
        private long count;

        private Counted(InputStream in, OutputStream copy) {
            super(in);
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            var some = in.read(bytes, offset, length);
            if (some > 0) {
                copy.write(bytes, offset, some);
                count += some;
            }
            return some;
        }

        @Override
        public long skip(long bytes) throws IOException {
            var left = bytes;
            var buffer = new byte[8192];
            while (left > 0) {
                var some = read(buffer, 0, (int) Math.min(left, buffer.length));
                if (some < 0) {
                    break;
                }
                left -= some;
            }
            return bytes - left;
        }

        @Override
        public int available() throws IOException {
            return 0;
        }
    }
}
