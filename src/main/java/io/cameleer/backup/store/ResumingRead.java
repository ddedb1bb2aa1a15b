package io.cameleer.backup.store;

import io.cameleer.backup.BackupException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A range of an object as one stream. When a connection breaks, another goes on where it broke; it gives up after several
 * that brought nothing.
 */
public final class ResumingRead extends InputStream {
    private static final Logger LOG = LoggerFactory.getLogger(ResumingRead.class);
    private static final int VAIN_TRIES = 6;

    private final Store store;
    private final String key;
    private final Duration pause;
    private long offset;
    private long left;
    private int vain;
    private InputStream connection;

    /** Reads {@code length} bytes from {@code offset}. */
    public ResumingRead(Store store, String key, long offset, long length) {
        this(store, key, offset, length, Duration.ofMillis(100));
    }

    ResumingRead(Store store, String key, long offset, long length, Duration pause) {
        this.store = store;
        this.key = key;
        this.offset = offset;
        this.left = length;
        this.pause = pause;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (left == 0 || length == 0) {
            return length == 0 ? 0 : -1;
        }
        while (true) {
            try {
                if (connection == null) {
                    connection = store.read(key, offset, left);
                }
                var some = connection.read(bytes, from, (int) Math.min(length, left));
                if (some < 0) {
                    throw new IOException("the object ends " + left + " bytes too early");
                }
                offset += some;
                left -= some;
                vain = some > 0 ? 0 : vain;
                return some;
            } catch (IOException | RuntimeException e) {
                again(e);
            }
        }
    }

    private void again(Exception failure) {
        drop();
        if (++vain >= VAIN_TRIES) {
            throw failure instanceof BackupException told
                    ? told
                    : new BackupException(
                            "reading " + key + " from " + store.address() + " broke at byte " + offset + ": "
                                    + failure.getMessage(),
                            failure);
        }
        LOG.info("Reading {} goes on at byte {} after {}", key, offset, failure.toString());
        try {
            Thread.sleep(pause.multipliedBy(1L << vain));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException("the operator is stopping", e);
        }
    }

    private void drop() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("Closing a broken connection of {}", key, e);
        }
        connection = null;
    }

    @Override
    public void close() {
        drop();
    }
}
