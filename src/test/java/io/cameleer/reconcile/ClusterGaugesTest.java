package io.cameleer.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterGaugesTest {
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ClusterGauges<ConfigMap> gauges = new ClusterGauges<ConfigMap>(meters, "test_")
            .number(
                    "size",
                    "How large it is",
                    object -> Integer.parseInt(object.getData().get("size")))
            .word("phase", "What it is in", "phase", object -> object.getData().get("phase"));

    @Test
    void aFigureFollowsItsObjectAndGoesWithIt() {
        gauges.tell(List.of(object("one", 1, "Active"), object("other", 2, "Active")));
        gauges.tell(List.of(object("one", 3, "Failed")));
        assertThat(meters.scrape().lines().filter(line -> line.startsWith("test_")))
                .containsExactlyInAnyOrder(
                        "test_size{cluster=\"one\",namespace=\"default\"} 3.0",
                        "test_phase{cluster=\"one\",namespace=\"default\",phase=\"Failed\"} 1.0");
        gauges.tell(List.of());
        assertThat(meters.scrape()).doesNotContain("default");
    }

    @Test
    void whatIsReadWhileItIsToldIsWhole() {
        var objects = IntStream.range(0, 3_000)
                .mapToObj(i -> object("c" + i, i, "Active"))
                .toList();
        gauges.tell(objects);
        var telling = CompletableFuture.runAsync(() -> IntStream.range(0, 50).forEach(i -> gauges.tell(objects)));
        do {
            assertThat(meters.scrape().lines().filter(line -> line.startsWith("test_phase")))
                    .hasSize(3_000);
        } while (!telling.isDone());
        telling.join();
    }

    private static ConfigMap object(String name, int size, String phase) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .addToData("size", "" + size)
                .addToData("phase", phase)
                .build();
    }
}
