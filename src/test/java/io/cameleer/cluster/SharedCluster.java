package io.cameleer.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The clusters of a JVM's tests: one for all, or a few, each lent to one class at a time, as the operators of two classes would
 * both look after the objects of both. So many classes run at once, also of those that need no cluster: more are late for
 * everything. The clusters end with the JVM. JUnit finds this extension by itself.
 */
public final class SharedCluster implements BeforeAllCallback, AfterAllCallback {
    private static final int MOST = Integer.getInteger("cameleer.test.clusters", 1);
    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private static final Semaphore PLACES = new Semaphore(MOST, true);
    private static final Queue<TestCluster> idle = new ArrayDeque<>();
    private static final ThreadLocal<TestCluster> lent = new ThreadLocal<>();
    private static int started;
    private static volatile TestCluster only;

    /** For JUnit. */
    public SharedCluster() {}

    /** A cluster, started by whoever asks first; all tests of a JVM need the same extent. */
    public static TestCluster get(TestCluster.Extent extent) {
        if (MOST == 1) {
            return only(extent);
        }
        if (lent.get() == null) {
            lent.set(borrow(extent));
        }
        return lent.get();
    }

    private static synchronized TestCluster only(TestCluster.Extent extent) {
        if (only == null) {
            only = start(extent);
        }
        return only;
    }

    private static synchronized TestCluster borrow(TestCluster.Extent extent) {
        return idle.isEmpty() ? start(extent) : idle.remove();
    }

    private static TestCluster start(TestCluster.Extent extent) {
        var cluster = TestCluster.start(extent).withDefinitions();
        parts.push(cluster);
        if (started++ == 0) {
            Runtime.getRuntime().addShutdownHook(new Thread(SharedCluster::closeAll));
        }
        return cluster;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
        if (MOST > 1) {
            PLACES.acquire();
        }
    }

    /** The tests of a class run in one thread, which has the class' cluster until they have ended. */
    @Override
    public void afterAll(ExtensionContext context) {
        if (MOST > 1) {
            giveBack();
            PLACES.release();
        }
    }

    private static synchronized void giveBack() {
        if (lent.get() != null) {
            idle.add(lent.get());
            lent.remove();
        }
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
        var cluster = MOST == 1 ? only : lent.get();
        return Optional.ofNullable(cluster).flatMap(TestCluster::trouble);
    }

    /** A namespace of a test's own. */
    public static String namespace(TestCluster cluster, String purpose, boolean real) {
        return cluster.namespace(purpose + "-" + NAMESPACES.incrementAndGet(), real);
    }
}
