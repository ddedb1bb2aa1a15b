package io.cameleer.backup.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;

/**
 * The parts of one upload that are in memory: one that is filled, and up to two that are on their way. Every upload may have
 * one; the further ones of all uploads of this process share an eighth of the Java heap, and an upload that gets none sends
 * its only one before it fills it again. So many uploads at once become slower, and none waits for another.
 */
final class PartMemory implements AutoCloseable {
    private static final int MOST = 3;
    private static final int FIRST = 64 << 10;
    private static final Semaphore KIBIBYTES =
            new Semaphore((int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 8 >> 10));

    private final Semaphore kibibytes;
    private final Deque<byte[]> free = new ArrayDeque<>();
    private int parts = 1;
    private int shared;

    PartMemory() {
        this(KIBIBYTES);
    }

    /** With another share than that of this process. */
    PartMemory(Semaphore kibibytes) {
        this.kibibytes = kibibytes;
    }

    /** The beginning of an upload, which may be a small one: {@link #larger} makes room as it is needed. */
    static byte[] first(int size) {
        return new byte[Math.min(size, FIRST)];
    }

    /** How large a part becomes that is full and may be of this size. */
    static int larger(byte[] full, int size) {
        return (int) Math.min(size, full.length * 4L);
    }

    /** Another part to fill: waits for one that is on its way when there may be no more. */
    synchronized byte[] next(int size) throws InterruptedException {
        if (free.isEmpty() && parts < MOST && kibibytes.tryAcquire(size >> 10)) {
            parts++;
            shared += size >> 10;
            return new byte[size];
        }
        while (free.isEmpty()) {
            wait();
        }
        var found = free.poll();
        // The sizes of parts change rarely, and only where nobody knows how long an upload becomes.
        return found.length == size ? found : new byte[size];
    }

    /** A part was sent, or never will be. */
    synchronized void done(byte[] part) {
        free.add(part);
        notifyAll();
    }

    @Override
    public synchronized void close() {
        kibibytes.release(shared);
        shared = 0;
        parts = MOST;
        free.clear();
    }
}
