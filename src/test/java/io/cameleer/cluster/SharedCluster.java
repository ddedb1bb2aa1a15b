package io.cameleer.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One cluster for all tests of a JVM; it ends with the JVM. */
public final class SharedCluster {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private static Optional<TestCluster> cluster = Optional.empty();

    private SharedCluster() {}

    /** The cluster, started by whoever asks first; all tests of a JVM need the same extent. */
    public static synchronized TestCluster get(TestCluster.Extent extent) {
        if (cluster.isEmpty()) {
            var started = TestCluster.start(extent).withDefinitions();
            parts.push(started);
            Runtime.getRuntime().addShutdownHook(new Thread(SharedCluster::closeAll));
            cluster = Optional.of(started);
        }
        return cluster.get();
    }

    /** Has something closed before the cluster is, when the JVM ends; what was added last is closed first. */
    public static synchronized void alsoClose(AutoCloseable part) {
        parts.push(part);
    }

    private static synchronized void closeAll() {
        Parts.closeAll(parts);
    }

    /** What is wrong with the cluster, so that no test can pass any more. */
    public static Optional<String> trouble() {
        Optional<TestCluster> started;
        synchronized (SharedCluster.class) {
            started = cluster;
        }
        return started.flatMap(TestCluster::trouble);
    }

    /** A namespace of a test's own. */
    public static String namespace(TestCluster cluster, String purpose, boolean real) {
        return cluster.namespace(purpose + "-" + NAMESPACES.incrementAndGet(), real);
    }
}
