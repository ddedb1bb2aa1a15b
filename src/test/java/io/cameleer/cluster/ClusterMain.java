package io.cameleer.cluster;

import java.util.concurrent.CountDownLatch;

/** Starts the test cluster by itself and keeps it until Ctrl-C, for work at the operator: see CONTRIBUTING.md. */
public final class ClusterMain {
    private ClusterMain() {}

    /** Takes one of {@link TestCluster.Extent}'s names, REAL_NODE by default. */
    public static void main(String[] arguments) throws InterruptedException {
        var extent = TestCluster.Extent.valueOf(arguments.length > 0 ? arguments[0] : "REAL_NODE");
        var cluster = TestCluster.start(extent);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
        Progress.say("export KUBECONFIG=" + cluster.kubeconfig());
        new CountDownLatch(1).await();
    }
}
