package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A PrometheusCluster whose pods cannot run; the others are in the story. */
@Tag("full")
@BesideOthers
@ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
class PrometheusEndToEndIT extends OnStage {
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
}
