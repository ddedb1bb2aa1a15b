package io.cameleer.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Ends what one thread waits for when it takes too long; each wait counts anew. */
final class Silence implements AutoCloseable {
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("silence").factory());

    private final Duration limit;
    private final LongSupplier clock;
    private final Thread waiting = Thread.currentThread();
    private final ScheduledFuture<?> watch;
    /** Since when the thread waits, by the clock, in nanoseconds; null while it does something else. */
    private Long since;

    private boolean over;

    /** The thread that makes it is the one that waits. */
    Silence(Duration limit) {
        this(limit, System::nanoTime, limit.dividedBy(4));
    }

    /** By another clock, which is looked at every so {@code often}. */
    Silence(Duration limit, LongSupplier clock, Duration often) {
        this.limit = limit;
        this.clock = clock;
        this.watch = CLOCK.scheduleWithFixedDelay(
                this::interruptIfTooLong, often.toNanos(), often.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A wait that may take too long. */
    @FunctionalInterface
    interface Wait {
        /** Waits; the result is the caller's. */
        int apply() throws IOException;
    }

    /** Nothing happened for too long. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        private TooLong(Duration limit) {
            super("nothing came or went for " + limit.toSeconds() + " s");
        }
    }

    /**
     * Waits, but not too long.
     *
     * @throws TooLong when it did
     */
    int bear(Wait wait) throws IOException {
        begin();
        var result = 0;
        try {
            result = wait.apply();
        } catch (InterruptedIOException e) {
            if (!isOver()) {
                throw e;
            }
        } finally {
            end();
        }
        // The Kubernetes client takes an interruption for a permission to go on.
        if (isOver()) {
            throw new TooLong(limit);
        }
        return result;
    }

    /** A stream whose reads do not take too long. */
    InputStream over(InputStream stream) {
        return new FilterInputStream(stream) {
            @Override
            public int read() throws IOException {
                return bear(in::read);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return bear(() -> in.read(bytes, offset, length));
            }
        };
    }

    private synchronized void interruptIfTooLong() {
        if (!over && since != null && clock.getAsLong() - since > limit.toNanos()) {
            over = true;
            waiting.interrupt();
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized void begin() {
        since = clock.getAsLong();
    }

    /** An interruption that came too late is taken back. */
    private synchronized void end() {
        since = null;
        if (over) {
            Thread.interrupted();
        }
    }

    @Override
    public void close() {
        watch.cancel(false);
    }
}
