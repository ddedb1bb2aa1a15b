package io.cameleer.endtoend;

import io.cameleer.cluster.Azurite;
import io.cameleer.cluster.FakeGcs;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** What all stages of a JVM share. */
final class StageEquipment {
    final TestCluster cluster = SharedCluster.get(TestCluster.Extent.REAL_NODE);
    private final Path work = Project.work("store");
    final ObjectStore store = new ObjectStore(work);
    private Azurite azurite;
    private FakeGcs gcs;
    OperatorProcess operator;

    StageEquipment() throws IOException {
        SharedCluster.alsoClose(store);
    }

    synchronized Azurite azurite() {
        if (azurite == null) {
            azurite = closed(() -> new Azurite(work));
        }
        return azurite;
    }

    synchronized FakeGcs gcs() {
        if (gcs == null) {
            gcs = closed(() -> new FakeGcs(work));
        }
        return gcs;
    }

    private static <T extends AutoCloseable> T closed(Callable<T> start) {
        try {
            var part = start.call();
            SharedCluster.alsoClose(part);
            return part;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
