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
import org.junit.jupiter.api.Test;

/** Restarts, crashes and outages at awkward moments: nothing is lost and nothing is written twice. */
class RecoveryContractIT {
    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
    }

    @Test
    void aRestartOverSettledClustersWritesNothing() {
        var prometheuses = many("settled", 40);
        try (var operator = OperatorProcess.start(cluster, Map.of())) {
            awaitActive(prometheuses, 40);
            assertThat(operator.alive()).isTrue();
        }
        var writes = ApiWrites.from(cluster);
        try (var operator = OperatorProcess.start(cluster, Map.of("CAMELEER_RECONCILE_RESYNC", "1000"))) {
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
                    cluster, OperatorProcess.Options.of(Map.of("CAMELEER_RECONCILE_PARALLEL", "2")));
            Waiting.until(writesBefore + " writes", () -> writes.since().size() >= writesBefore);
            operator.kill();
        }
        try (var operator = OperatorProcess.start(cluster, Map.of())) {
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
    void anApiServerThatGoesAwayInMidReconcileIsWaitedFor() {
        var prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "outage", false));
        try (var operator = OperatorProcess.start(cluster, Map.of("CAMELEER_RECONCILE_PARALLEL", "1"))) {
            IntStream.range(0, 20).forEach(i -> prometheuses.apply("p" + i, "{}"));
            cluster.controlPlane().killApiServer();
            cluster.controlPlane().restartApiServer();
            awaitActive(prometheuses, 20);
            assertThat(operator.alive()).isTrue();
        }
    }

    @Test
    void oneOfTwoOperatorsLeadsAndTheOtherTakesOverWhenItDies() {
        var prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "leader", false));
        var first = OperatorProcess.start(cluster, Map.of());
        try (var second = OperatorProcess.launch(cluster, OperatorProcess.Options.of(Map.of()))) {
            Waiting.until("the second to know its leader", () -> second.log().contains("cameleer is led by "));
            prometheuses.apply("one", "{}");
            prometheuses.await("one", "Active");
            assertThat(second.log()).doesNotContain("Watching observability");

            first.kill();
            prometheuses.apply("two", "{}");
            prometheuses.await("two", "Active");
        } finally {
            first.close();
        }
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
