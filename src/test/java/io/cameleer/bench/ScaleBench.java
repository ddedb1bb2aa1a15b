package io.cameleer.bench;

import io.cameleer.cluster.ApiWrites;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Progress;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.cameleer.prometheus.PrometheusWorkloads;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Many clusters against the control plane alone, and the same objects created by a bare client with 8 connections. */
final class ScaleBench {
    private ScaleBench() {}

    static Map<String, Object> run(int clusters) {
        var figures = new LinkedHashMap<String, Object>();
        try (var cluster = TestCluster.start(TestCluster.Extent.CONTROL_PLANE).withDefinitions()) {
            var prometheuses = new Prometheuses(cluster, cluster.namespace("bench", false));
            Bench.inParallel(clusters, i -> prometheuses.apply("p" + i, "{}"));
            var templates = IntStream.range(0, clusters)
                    .mapToObj(i -> prometheuses.get("p" + i))
                    .toList();
            figures.put("clusters", clusters);

            var writes = ApiWrites.from(cluster);
            var begin = System.nanoTime();
            try (var operator =
                    OperatorProcess.launch(cluster, new OperatorProcess.Options(Map.of(), "-Xmx192m", Path.of(".")))) {
                awaitStatefulSets(cluster.client(), "bench", clusters);
                var seconds = Bench.seconds(begin);
                figures.put("operator: seconds until all children exist, cold JVM included", Bench.rounded(seconds));
                Waiting.until("every status", () -> IntStream.range(0, clusters)
                        .allMatch(i -> prometheuses.get("p" + i).getStatus() != null));
                figures.put("operator: CPU seconds", Bench.rounded(cpuSeconds(operator.pid())));
                figures.put("operator: resident MiB", residentMib(operator.pid()));
                var made = writes.since();
                figures.put("operator: API writes per cluster", Bench.rounded((double) made.size() / clusters));
                figures.put(
                        "operator: of these Events",
                        Bench.rounded((double) made.stream()
                                        .filter(write -> write.contains(" events "))
                                        .count()
                                / clusters));
                Bench.awaitQuiet(writes);
                var bare = bare(cluster, templates);
                figures.put("bare client, 8 connections: seconds for the same objects", Bench.rounded(bare));
                figures.put("ratio operator / bare client", Bench.rounded(seconds / bare));
            }
            figures.putAll(restart(cluster, clusters));
        }
        return figures;
    }

    private static Map<String, Object> restart(TestCluster cluster, int clusters) {
        var figures = new LinkedHashMap<String, Object>();
        var writes = ApiWrites.from(cluster);
        var begin = System.nanoTime();
        try (var operator = OperatorProcess.start(cluster, Map.of())) {
            Waiting.until("every cluster to have been looked at", () -> operator.reconciliations() >= clusters);
            figures.put("restart, all settled: seconds until all were looked at", Bench.rounded(Bench.seconds(begin)));
            figures.put("restart, all settled: CPU seconds", Bench.rounded(cpuSeconds(operator.pid())));
            figures.put("restart, all settled: resident MiB at -Xmx128m", residentMib(operator.pid()));
            figures.put("restart, all settled: API writes", writes.since().size());
        }
        return figures;
    }

    /** The objects that the operator makes, without owners and in a namespace of their own. */
    private static double bare(TestCluster cluster, List<io.cameleer.prometheus.PrometheusCluster> templates) {
        cluster.namespace("bare", false);
        var objects = templates.stream()
                .flatMap(template -> PrometheusWorkloads.of(template).stream())
                .toList();
        for (HasMetadata object : objects) {
            object.getMetadata().setNamespace("bare");
            object.getMetadata().setOwnerReferences(List.of());
        }
        var begin = System.nanoTime();
        Bench.inParallel(
                objects.size(), i -> cluster.client().resource(objects.get(i)).create());
        return Bench.seconds(begin);
    }

    private static void awaitStatefulSets(KubernetesClient client, String namespace, int count) {
        Waiting.until(
                "all StatefulSets",
                () -> client.apps()
                                .statefulSets()
                                .inNamespace(namespace)
                                .list()
                                .getItems()
                                .size()
                        == count);
        Progress.say(count + " StatefulSets exist");
    }

    static double cpuSeconds(long pid) {
        try {
            var fields = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var numbers = fields.substring(fields.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(numbers[11]) + Long.parseLong(numbers[12])) / 100.0;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static long residentMib(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .sum();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
