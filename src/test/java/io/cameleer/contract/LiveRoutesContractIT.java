package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes are the users': an edit is swapped in while the operator runs, a broken one changes nothing. */
class LiveRoutesContractIT {
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

    private static int refusals(OperatorProcess operator) {
        return operator.log().split("Route file prometheus.camel.yaml is refused", -1).length;
    }

    private static void await(OperatorProcess operator, String words) {
        Waiting.until("the log to say: " + words, () -> operator.log().contains(words));
    }
}
