package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** PrometheusClusters whose pods really run. */
class PrometheusEndToEndIT {
    private static Stage stage;
    private static Prometheuses prometheuses;

    @BeforeAll
    static void start() {
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
        Waiting.until("Prometheus to scrape the new job", Duration.ofSeconds(120), () -> stage.cluster()
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
        Waiting.until("the new version to serve", Duration.ofSeconds(120), () -> stage.cluster()
                .client()
                .raw(proxy("upgraded-0") + "/api/v1/status/buildinfo")
                .contains("3.15.0"));
        prometheuses.await("upgraded", "Active");
        assertThat(stage.cluster()
                        .client()
                        .raw(proxy("upgraded-0") + "/api/v1/query?query=count_over_time(up%5B10m%5D)"))
                .contains("\"value\"");
    }

    private static String proxy(String pod) {
        return "/api/v1/namespaces/" + prometheuses.namespace() + "/pods/" + pod + ":9090/proxy";
    }
}
