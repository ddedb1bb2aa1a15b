package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Waiting;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A node that is not heard of any more, with everything of a database on it; nothing else may need the node meanwhile. */
@ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ_WRITE)
class GreptimeNodeEndToEndIT {
    private static final Duration TRUTH = Duration.ofSeconds(10);

    @Test
    void aLostNodeIsToldNothingIsRestartedAndNoRowIsLost() throws Exception {
        var stage = GreptimeStage.get();
        var greptimes = stage.greptimes();
        stage.bucket("node");
        greptimes.apply("node", stage.spec("node", ""));
        greptimes.await("node", "Running", GreptimeStage.LATE);
        stage.sql("node", "CREATE TABLE t (ts TIMESTAMP TIME INDEX, v INT64)");
        var pods = stage.podsExcept("node", "");

        var load = stage.new Load("node");
        try (var frozen = stage.cluster().freezeNode()) {
            Waiting.until(
                    "Kubernetes to miss the node", GreptimeStage.LATE, () -> stage.podsOf("node", "frontend").stream()
                            .noneMatch(Readiness::isPodReady));
            Waiting.within(
                    "the status to tell of it",
                    TRUTH,
                    () -> !greptimes.get("node").getStatus().ready()
                            && greptimes.get("node").getStatus().frontend().readyReplicas() == 0);
            assertThat(frozen).isNotNull();
        } finally {
            load.end();
        }
        greptimes.await("node", "Running", GreptimeStage.LATE);

        assertThat(stage.podsExcept("node", "")).isEqualTo(pods);
        assertThat(load.accepted()).isPositive();
        assertThat(stage.count("node")).isGreaterThanOrEqualTo(load.accepted());
        greptimes.delete("node");
    }
}
