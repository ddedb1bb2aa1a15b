package io.cameleer.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A way to a server on loopback that breaks once, after so many bytes in one direction, as a bad network does. */
public final class CuttingProxy implements AutoCloseable {
    /** Which way bytes go. */
    public enum Direction {
        /** To the server. */
        UP,
        /** From the server. */
        DOWN
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int server;
    private final AtomicLong untilCut = new AtomicLong(Long.MAX_VALUE);
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile Direction direction = Direction.UP;

    /** Listens on a port of its own. */
    public CuttingProxy(int server) throws IOException {
        this.server = server;
        threads.submit(this::accept);
    }

    /** The port to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The next connection to have passed so many bytes in a direction, counted over all, is cut; once. */
    public void cutAfter(long bytes, Direction way) {
        direction = way;
        untilCut.set(bytes);
    }

    /** How many connections were cut. */
    public int cuts() {
        return cuts.get();
    }

    private Void accept() throws IOException {
        while (!listener.isClosed()) {
            var near = listener.accept();
            var far = new Socket(InetAddress.getLoopbackAddress(), server);
            threads.submit(() -> pass(near, far, near.getInputStream(), far.getOutputStream(), Direction.UP));
            threads.submit(() -> pass(near, far, far.getInputStream(), near.getOutputStream(), Direction.DOWN));
        }
        return null;
    }

    private Void pass(Socket near, Socket far, InputStream in, OutputStream out, Direction way) throws IOException {
        var buffer = new byte[16 << 10];
        try (near;
                far) {
            for (var some = in.read(buffer); some >= 0; some = in.read(buffer)) {
                var left = way == direction ? untilCut.addAndGet(-some) : 1;
                if (left <= 0 && left + some > 0) {
                    out.write(buffer, 0, (int) (left + some));
                    near.setSoLinger(true, 0);
                    far.setSoLinger(true, 0);
                    untilCut.set(Long.MAX_VALUE);
                    cuts.incrementAndGet();
                    return null;
                }
                out.write(buffer, 0, some);
                out.flush();
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
