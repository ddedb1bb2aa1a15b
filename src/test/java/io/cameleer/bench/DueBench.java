package io.cameleer.bench;

import io.cameleer.cluster.ApiWrites;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Backups that are all due behind a store that never answers, and what a cluster waits for that is made just then. */
final class DueBench {
    private DueBench() {}

    static Map<String, Object> run(int clusters) throws IOException {
        var figures = new LinkedHashMap<String, Object>();
        try (var cluster = TestCluster.start(TestCluster.Extent.CONTROL_PLANE).withDefinitions();
                var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var prometheuses = new Prometheuses(cluster, cluster.namespace("due", false));
            var settings = Map.of(
                    "CAMELEER_BACKUP_S3_ENDPOINT",
                    "http://127.0.0.1:" + silent.getLocalPort(),
                    "AWS_ACCESS_KEY_ID",
                    "nobody",
                    "AWS_SECRET_ACCESS_KEY",
                    "nothing");
            Bench.inParallel(
                    clusters,
                    i -> prometheuses.apply("p" + i, "{backup: {enabled: true, bucket: b, schedule: '@yearly'}}"));
            figures.put("due: clusters", clusters);
            double before;
            try (var operator = launch(cluster, settings)) {
                Waiting.until("every cluster to have been looked at", () -> operator.reconciliations() >= clusters);
                Bench.awaitQuiet(ApiWrites.from(cluster));
                before = seconds(prometheuses, "before");
                figures.put("due: seconds until a cluster has its status, while none is due", Bench.rounded(before));
            }
            Bench.inParallel(clusters, i -> interrupt(cluster, prometheuses, "p" + i));
            try (var operator = launch(cluster, settings)) {
                Waiting.until("all to wait for a place", () -> waiting(operator) >= clusters * 9 / 10);
                Bench.awaitQuiet(ApiWrites.from(cluster));
                var beside = seconds(prometheuses, "beside");
                figures.put("due: seconds until a cluster has its status, while all wait", Bench.rounded(beside));
                figures.put("ratio while all wait / while none is due", Bench.rounded(beside / before));
                figures.put("due: that wait then", waiting(operator));
            }
        }
        return figures;
    }

    private static OperatorProcess launch(TestCluster cluster, Map<String, String> settings) {
        return OperatorProcess.launch(cluster, new OperatorProcess.Options(settings, "-Xmx1g", Path.of(".")));
    }

    /** Has the status tell of a backup that was begun by a process that is gone: it is due at once, and no pod has to be ready. */
    private static void interrupt(TestCluster cluster, Prometheuses prometheuses, String name) {
        cluster.client()
                .resource(prometheuses.get(name))
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\": {\"backup\": {\"state\": \"Running\", \"trigger\": \"schedule\", \"attempts\": 1,"
                                + " \"time\": \"2026-01-01T00:00:00Z\"}}}");
    }

    private static double seconds(Prometheuses prometheuses, String name) {
        var begin = System.nanoTime();
        prometheuses.apply(name, "{}");
        Waiting.until("the status of " + name, () -> prometheuses.get(name).getStatus() != null);
        return Bench.seconds(begin);
    }

    private static int waiting(OperatorProcess operator) {
        return operator.management("/q/metrics")
                .lines()
                .filter(line -> line.startsWith("cameleer_runs_waiting{lane=\"backup\""))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
