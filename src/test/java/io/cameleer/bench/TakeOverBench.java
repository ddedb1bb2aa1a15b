package io.cameleer.bench;

import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.TestCluster;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** How long nobody leads after the leader died or froze, with the Lease of a real installation. */
final class TakeOverBench {
    private static final Map<String, String> SETTINGS = Map.of("CAMELEER_LEADER_LEASE_SECONDS", "8");

    private TakeOverBench() {}

    static Map<String, Object> run() {
        var figures = new LinkedHashMap<String, Object>();
        try (var cluster = TestCluster.start(TestCluster.Extent.CONTROL_PLANE).withDefinitions()) {
            figures.put("take-over: seconds after the leader was killed", seconds(cluster, OperatorProcess::kill));
            figures.put("take-over: seconds after the leader froze", seconds(cluster, OperatorProcess::freeze));
        }
        return figures;
    }

    private static double seconds(TestCluster cluster, Consumer<OperatorProcess> end) {
        try (var leader = OperatorProcess.start(cluster, SETTINGS);
                var next = OperatorProcess.launch(cluster, OperatorProcess.Options.of(SETTINGS))) {
            next.awaitFollowing();
            var begin = System.nanoTime();
            end.accept(leader);
            next.awaitWatching();
            return Bench.rounded((System.nanoTime() - begin) / 1e9);
        }
    }
}
