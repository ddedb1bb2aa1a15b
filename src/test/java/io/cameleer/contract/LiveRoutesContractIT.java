package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.HttpFront;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes are the users': an edit is swapped in while the operator runs, a broken one changes nothing. */
class LiveRoutesContractIT {
    private static final List<String> NAMES = List.of("first", "second");

    @TempDir
    private Path folder;

    @Test
    void anEditIsSwappedInAndABrokenOneLeavesWhatRuns() throws IOException {
        var cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        var prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "routes", false));
        var file = folder.resolve("prometheus.camel.yaml");
        var original = Files.readString(Path.of("routes/prometheus.camel.yaml"));
        try (var operator = OperatorProcess.start(
                cluster,
                Map.of(
                        "CAMELEER_ROUTES_DIRECTORY",
                        folder.toString(),
                        "CAMELEER_ROUTES_PERIOD",
                        "300",
                        "CAMELEER_LEADER_NAMESPACE",
                        prometheuses.namespace()))) {
            Files.writeString(
                    file,
                    original.replace(
                            "                - bean: {ref: prometheusRules, method: check}\n",
                            "                - bean: {ref: prometheusRules, method: check}\n                - log: \"my own step saw ${header.name}\"\n"));
            await(operator, "Route file prometheus.camel.yaml was edited and swapped in");
            prometheuses.apply("one", "{}");
            prometheuses.await("one", "Active");
            await(operator, "my own step saw one");

            for (var broken : new String[] {
                "- route: {id: prometheus, from: [",
                original.replace("method: observe", "method: doesNotExist"),
                original.replace("ref: apply", "ref: nobody").replace("ref: finalizer", "ref: nobody"),
                original.replace("operator:observability", "oprator:observability")
            }) {
                var said = refusals(operator);
                Files.writeString(file, broken);
                Waiting.until("the edit to be refused", () -> refusals(operator) > said);
            }
            assertThat(operator.management("/q/health")).contains("prometheus.camel.yaml was refused");
            assertThat(operator.management("/q/metrics")).contains("cameleer_routes_broken 1.0");
            assertThat(cluster.client()
                            .v1()
                            .events()
                            .inNamespace(prometheuses.namespace())
                            .list()
                            .getItems())
                    .anyMatch(event -> event.getReason().equals("RoutesRefused"));
            prometheuses.apply("two", "{}");
            prometheuses.await("two", "Active");
            await(operator, "my own step saw two");

            Files.writeString(file, original);
            Waiting.until("the mended file to run", () -> operator.management("/q/metrics")
                    .contains("cameleer_routes_broken 0.0"));
            prometheuses.apply("three", "{}");
            prometheuses.await("three", "Active");
            assertThat(operator.log()).doesNotContain("my own step saw three");
        }
    }

    @Test
    void anEditOfBackupsLosesNoneThatWaitsAndLocksNobodyOut() throws IOException {
        var cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        var prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "swapped", false));
        var released = new CountDownLatch(1);
        try (var store = new ObjectStore(Project.work("routes-store"));
                var front = new HttpFront(
                        URI.create(store.endpoint()).getPort(), exchange -> held(released), exchange -> false);
                var operator = OperatorProcess.start(cluster, settings(store, front, prometheuses.namespace()))) {
            try {
                try (var s3 = store.client()) {
                    s3.createBucket(request -> request.bucket("present"));
                }
                for (var name : NAMES) {
                    prometheuses.apply(name, "{backup: {enabled: true, bucket: present}}");
                }
                for (var name : NAMES) {
                    prometheuses.await(name, "Active");
                }
                prometheuses.annotate("first", "cameleer.io/backup-requested", "once alice");
                await(operator, "/first begins");
                prometheuses.annotate("second", "cameleer.io/backup-requested", "once alice");
                Waiting.until("the other to wait", () -> operator.management("/q/metrics")
                        .contains("cameleer_runs_waiting{lane=\"backup\",queue=\"backup\"} 1.0"));
                var original = Files.readString(Path.of("routes/backup.camel.yaml"));
                Files.writeString(
                        folder.resolve("backup.camel.yaml"),
                        original.replace(
                                "        - bean: {ref: backups, method: begin}\n",
                                "        - bean: {ref: backups, method: begin}\n        - log: \"my own step\"\n"));
                await(operator, "Route file backup.camel.yaml was edited and swapped in");
                released.countDown();
                for (var name : NAMES) {
                    prometheuses.awaitBackup(name, "Failed");
                }
                assertThat(operator.log())
                        .containsOnlyOnce("/second begins")
                        .contains("my own step")
                        .doesNotContain("NullPointerException");
            } finally {
                released.countDown();
            }
        }
    }

    private static OptionalInt held(CountDownLatch released) {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return OptionalInt.empty();
    }

    private Map<String, String> settings(ObjectStore store, HttpFront front, String namespace) {
        var settings = new HashMap<>(store.settings());
        settings.put("CAMELEER_BACKUP_S3_ENDPOINT", "http://127.0.0.1:" + front.port());
        settings.put("CAMEL_MAIN_SHUTDOWN_TIMEOUT", "2");
        settings.put("CAMELEER_ROUTES_DIRECTORY", folder.toString());
        settings.put("CAMELEER_ROUTES_PERIOD", "300");
        settings.put("CAMELEER_LEADER_NAMESPACE", namespace);
        settings.put("CAMELEER_NAMESPACES", namespace);
        settings.put("CAMELEER_BACKUP_CLOCK", "0/1 * * * * ?");
        settings.put("CAMELEER_BACKUP_PARALLEL", "1");
        settings.put("CAMELEER_BACKUP_RETRIES", "0");
        settings.put("CAMELEER_BACKUP_JITTER", "0");
        return settings;
    }

    private static int refusals(OperatorProcess operator) {
        return operator.log().split("Route file prometheus.camel.yaml is refused", -1).length;
    }

    private static void await(OperatorProcess operator, String words) {
        Waiting.until("the log to say: " + words, () -> operator.log().contains(words));
    }
}
