package io.cameleer.backup.restore;

import io.cameleer.backup.store.ResumingRead;
import io.cameleer.backup.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** An object of a store to be read here and there: what lies between is not fetched. */
final class ObjectChannel implements SeekableByteChannel {
    private static final int WINDOW = 16 << 10;

    private final Store store;
    private final String key;
    private final long size;
    private byte[] window = new byte[0];
    private long windowAt;
    private long position;
    private boolean open = true;

    ObjectChannel(Store store, String key, long size) {
        this.store = store;
        this.key = key;
        this.size = size;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        if (position >= size) {
            return -1;
        }
        if (position < windowAt || position >= windowAt + window.length) {
            var length = (int) Math.min(WINDOW, size - position);
            try (var in = new ResumingRead(store, key, position, length)) {
                window = in.readNBytes(length);
            }
            windowAt = position;
        }
        var from = (int) (position - windowAt);
        var some = Math.min(into.remaining(), window.length - from);
        into.put(window, from, some);
        position += some;
        return some;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
