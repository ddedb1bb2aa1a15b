package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.ApiWrites;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Restarts, crashes and outages at awkward moments: nothing is lost and nothing is written twice. */
@Order(1)
class RecoveryContractIT {
    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
    }

    @Test
    void fault8ARestartOverSettledClustersWritesNothing() {
        var prometheuses = many("settled", 40);
        try (var operator = OperatorProcess.start(cluster, Map.of("CAMELEER_NAMESPACES", prometheuses.namespace()))) {
            awaitActive(prometheuses, 40);
            assertThat(operator.alive()).isTrue();
        }
        var writes = ApiWrites.from(cluster);
        try (var operator = OperatorProcess.start(
                cluster,
                Map.of("CAMELEER_NAMESPACES", prometheuses.namespace(), "CAMELEER_RECONCILE_RESYNC", "1000"))) {
            Waiting.until("every cluster to have been looked at twice", () -> operator.reconciliations() >= 80);
        }
        assertThat(writes.since()).isEmpty();
    }

    @Test
    void killedBetweenAnyTwoWritesTheOperatorFinishesAfterwards() {
        var prometheuses = many("killed", 12);
        for (var writesBefore : List.of(1, 7, 20, 33)) {
            var writes = ApiWrites.from(cluster);
            var operator = OperatorProcess.launch(
                    cluster,
                    OperatorProcess.Options.of(Map.of(
                            "CAMELEER_NAMESPACES", prometheuses.namespace(), "CAMELEER_RECONCILE_PARALLEL", "2")));
            try {
                Waiting.until(writesBefore + " writes", () -> writes.since().size() >= writesBefore);
            } finally {
                operator.kill();
            }
        }
        try (var operator = OperatorProcess.start(cluster, Map.of("CAMELEER_NAMESPACES", prometheuses.namespace()))) {
            awaitActive(prometheuses, 12);
            assertThat(operator.alive()).isTrue();
        }
        var client = cluster.client();
        assertThat(client.apps()
                        .statefulSets()
                        .inNamespace(prometheuses.namespace())
                        .list()
                        .getItems())
                .hasSize(12);
        assertThat(client.services()
                        .inNamespace(prometheuses.namespace())
                        .list()
                        .getItems())
                .hasSize(12);
    }

    @Test
    void aBackupThatWaitsForItsNextTryWhenTheOperatorStopsIsLeftToItsSuccessor() {
        var prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "stopped", false));
        prometheuses.apply("one", "{backup: {enabled: true, bucket: b}}");
        try (var operator = OperatorProcess.start(cluster, unreachableStore(prometheuses, "600000"))) {
            prometheuses.await("one", "Active");
            prometheuses.annotate("one", "cameleer.io/backup-requested", "once alice");
            Waiting.until("its first try to fail", () -> operator.log().contains("On delivery attempt: 0"));
        }
        var left = prometheuses.get("one").getStatus().backup();
        assertThat(left.state()).as("what nobody has given up").isEqualTo("Running");
        assertThat(left.attempts()).isEqualTo(1);
        try (var successor = OperatorProcess.start(cluster, unreachableStore(prometheuses, "1"))) {
            var ended = prometheuses.awaitBackup("one", "Failed").getStatus().backup();
            assertThat(ended.attempts()).isEqualTo(2);
            assertThat(ended.message()).startsWith("spec.backup");
            assertThat(successor.alive()).isTrue();
        }
    }

    private static Map<String, String> unreachableStore(Prometheuses prometheuses, String delay) {
        return Map.of(
                "CAMELEER_NAMESPACES", prometheuses.namespace(),
                "CAMELEER_BACKUP_CLOCK", "0/1 * * * * ?",
                "CAMELEER_BACKUP_RETRIES", "1",
                "CAMELEER_BACKUP_RETRY_DELAY", delay,
                "CAMELEER_BACKUP_S3_ENDPOINT", "http://127.0.0.1:9",
                "AWS_ACCESS_KEY_ID", "nobody",
                "AWS_SECRET_ACCESS_KEY", "nothing");
    }

    @Test
    void anApiServerThatGoesAwayInMidReconcileIsWaitedFor() {
        var prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "outage", false));
        try (var operator = OperatorProcess.start(
                cluster, Map.of("CAMELEER_NAMESPACES", prometheuses.namespace(), "CAMELEER_RECONCILE_PARALLEL", "1"))) {
            IntStream.range(0, 20).forEach(i -> prometheuses.apply("p" + i, "{}"));
            cluster.controlPlane().killApiServer();
            cluster.controlPlane().restartApiServer();
            awaitActive(prometheuses, 20);
            assertThat(operator.alive()).isTrue();
        }
    }

    @Test
    void aDefinitionThatIsMissingHoldsUpItsOwnKindOnlyAndUntilItIsThere() {
        var definition = "charts/cameleer/crds/prometheusclustersets.observability.merlionos.org.yaml";
        cluster.kubectl("delete", Waiting.TIMEOUT, "-f", definition);
        try (var operator = OperatorProcess.start(cluster, Map.of())) {
            awaitActive(many("undefined", 1), 1);
            assertThat(operator.log())
                    .contains("prometheusclustersets is not watched yet: its CustomResourceDefinition is not installed")
                    .doesNotContain("Watching observability.merlionos.org/v1/prometheusclustersets");

            cluster.kubectl("apply", "--server-side", "-f", definition);

            Waiting.until("it to be watched", () -> operator.log()
                    .contains("Watching observability.merlionos.org/v1/prometheusclustersets"));
        } finally {
            cluster.kubectl("apply", "--server-side", "-f", definition);
        }
    }

    @Test
    void whatIsMadeAnewUnderItsNameAtOnceIsLookedAt() {
        var prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "anew", false));
        // One that the operator looks at and tells of, and makes nothing for.
        var spec = "{additionalScrapeConfigs: {inline: 'x'}}";
        var names = IntStream.range(0, 60).mapToObj(number -> "p" + number).toList();
        try (var operator = OperatorProcess.start(
                cluster,
                Map.of("CAMELEER_NAMESPACES", prometheuses.namespace(), "CAMELEER_RECONCILE_RESYNC", "86400000"))) {
            names.forEach(name -> prometheuses.apply(name, spec));
            names.forEach(name -> awaitDegraded(prometheuses, name));
            names.parallelStream().forEach(name -> {
                prometheuses.delete(name);
                prometheuses.apply(name, spec);
            });
            names.forEach(name -> awaitDegraded(prometheuses, name));
            assertThat(operator.alive()).isTrue();
            names.forEach(prometheuses::delete);
        }
    }

    private static void awaitDegraded(Prometheuses prometheuses, String name) {
        prometheuses.awaitCondition(name, "Degraded", "True", "spec.additionalScrapeConfigs.inline: is not a list");
    }

    private static Prometheuses many(String purpose, int count) {
        var prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, purpose, false));
        IntStream.range(0, count).forEach(i -> prometheuses.apply("p" + i, "{}"));
        return prometheuses;
    }

    private static void awaitActive(Prometheuses prometheuses, int count) {
        IntStream.range(0, count).forEach(i -> prometheuses.await("p" + i, "Active"));
    }
}
