package io.cameleer.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Free ports, below those from which the kernel takes the ports of outgoing connections. */
public final class Ports {
    private static final int FIRST = 20_000;
    private static final int EACH = 500;
    private static final AtomicInteger NEXT = new AtomicInteger();

    private Ports() {}

    /** A port that nobody has and that nobody else on this machine is given while this JVM lives. */
    public static int free() {
        for (var tries = 0; tries < EACH; tries++) {
            var port = FIRST + Slot.number() * EACH + Math.floorMod(NEXT.getAndIncrement(), EACH);
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(port));
                return port;
            } catch (IOException e) {
                // Something of a run before still ends, or a program of this machine has it: the next.
            }
        }
        throw new IllegalStateException("no port from " + (FIRST + Slot.number() * EACH) + " on is free");
    }
}
