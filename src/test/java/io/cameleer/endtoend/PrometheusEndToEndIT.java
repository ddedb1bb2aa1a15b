package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** PrometheusClusters whose pods really run. */
@Tag("full")
@ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
@Execution(ExecutionMode.CONCURRENT)
class PrometheusEndToEndIT {
    private Stage stage;
    private Prometheuses prometheuses;

    @BeforeEach
    void start() {
        stage = Stage.get();
        prometheuses = stage.prometheuses();
    }

    @Test
    void aChangedConfigurationIsReloadedWithoutARestart() {
        prometheuses.apply("reloading", "{}");
        prometheuses.await("reloading", "Active");
        var pod = stage.podUid("reloading-0");
        prometheuses.apply(
                "reloading",
                "{additionalScrapeConfigs: {inline: '[{job_name: extra, static_configs: [{targets: [\"localhost:1\"]}]}]'}}");
        Waiting.until("Prometheus to scrape the new job", () -> stage.cluster()
                .client()
                .raw("/api/v1/namespaces/" + prometheuses.namespace() + "/pods/reloading-0:9090/proxy/api/v1/targets")
                .contains("\"job\":\"extra\""));
        assertThat(stage.podUid("reloading-0")).isEqualTo(pod);
    }

    @Test
    void anImageThatDoesNotExistIsNamedDelaysNobodyElseAndHealsOnceMended() {
        prometheuses.apply("imageless", "{image: 'example.invalid/nothing:1'}");
        prometheuses.apply("other", "{}");
        prometheuses.await("other", "Active");
        prometheuses.awaitCondition("imageless", "Degraded", "True", "pod imageless-0: ");
        assertThat(prometheuses.get("imageless").getStatus().phase()).isEqualTo("Failed");

        prometheuses.apply("imageless", "{}");
        prometheuses.await("imageless", "Active");
        prometheuses.awaitEvent("imageless", "StuckPodRestarted: Pod imageless-0");
    }

    @Test
    void aRealUpgradeKeepsTheSeries() {
        prometheuses.apply("upgraded", "{}");
        prometheuses.await("upgraded", "Active");
        stage.awaitSeries("upgraded-0");
        prometheuses.apply("upgraded", "{image: 'prom/prometheus:v3.15.0'}");
        Waiting.until("the new version to serve", () -> stage.cluster()
                .client()
                .raw(proxy("upgraded-0") + "/api/v1/status/buildinfo")
                .contains("3.15.0"));
        prometheuses.await("upgraded", "Active");
        assertThat(stage.cluster()
                        .client()
                        .raw(proxy("upgraded-0") + "/api/v1/query?query=count_over_time(up%5B10m%5D)"))
                .contains("\"value\"");
    }

    private String proxy(String pod) {
        return "/api/v1/namespaces/" + prometheuses.namespace() + "/pods/" + pod + ":9090/proxy";
    }
}
