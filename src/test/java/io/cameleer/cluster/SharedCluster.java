package io.cameleer.cluster;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One cluster for all tests of a JVM; it ends with the JVM. */
public final class SharedCluster {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static Optional<TestCluster> cluster = Optional.empty();

    private SharedCluster() {}

    /** The cluster, started by whoever asks first; all tests of a JVM need the same extent. */
    public static synchronized TestCluster get(TestCluster.Extent extent) {
        if (cluster.isEmpty()) {
            var started = TestCluster.start(extent).withDefinitions();
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            cluster = Optional.of(started);
        }
        return cluster.get();
    }

    /** A namespace of a test's own. */
    public static String namespace(TestCluster cluster, String purpose, boolean real) {
        return cluster.namespace(purpose + "-" + NAMESPACES.incrementAndGet(), real);
    }
}
