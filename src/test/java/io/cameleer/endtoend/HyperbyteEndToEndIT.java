package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Hyperbytes;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** HyperbytedbClusters in real pods: members join, leave, are upgraded and replaced while clients write. */
@BesideOthers(first = true)
@Order(1)
@ResourceLock(HyperbyteStage.MACHINE)
class HyperbyteEndToEndIT {
    private static HyperbyteStage stage;
    private static Hyperbytes hyperbytes;

    @BeforeAll
    static void start() {
        stage = HyperbyteStage.get();
        hyperbytes = stage.hyperbytes();
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void membersJoinAndLeaveUnderWritesAndNobodyElseIsRestarted() throws IOException {
        hyperbytes.apply("grow", HyperbyteStage.spec("replicas: 1"));
        hyperbytes.awaitHealthy("grow", 1, HyperbyteStage.LATE);
        try (var load = stage.new Load("services/grow:8086")) {
            Waiting.until("the first writes", Duration.ofSeconds(60), () -> load.accepted() > 10);
            var before = stage.lives("grow");

            stage.cluster()
                    .kubectl(
                            "scale",
                            "hyperbytedbcluster",
                            "grow",
                            "--replicas=3",
                            "--namespace",
                            hyperbytes.namespace());
            hyperbytes.awaitHealthy("grow", 3, HyperbyteStage.LATE);
            assertThat(stage.lives("grow")).containsAllEntriesOf(before);
            before = stage.lives("grow");

            hyperbytes.patch("grow", "{\"spec\":{\"replicas\":5}}");
            hyperbytes.awaitHealthy("grow", 5, HyperbyteStage.LATE);
            assertThat(stage.lives("grow")).containsAllEntriesOf(before);

            hyperbytes.patch("grow", "{\"spec\":{\"replicas\":2}}");
            hyperbytes.awaitHealthy("grow", 2, HyperbyteStage.LATE);
            before.remove("grow-2");
            assertThat(stage.lives("grow")).isEqualTo(before);

            var accepted = load.accepted();
            Waiting.until("further writes", Duration.ofSeconds(60), () -> load.accepted() > accepted + 10);
            load.end();
            assertThat(stage.count("grow")).as("points").isEqualTo(load.accepted());
        }
        assertThat(stage.claims("grow"))
                .as("volumes of members that left")
                .isEqualTo(List.of("data-grow-0", "data-grow-1", "data-grow-2", "data-grow-3", "data-grow-4"));
        assertThat(hyperbytes.events("grow").stream().filter(event -> event.startsWith("MemberDrained")))
                .hasSize(3);
        hyperbytes.delete("grow");
    }
}
