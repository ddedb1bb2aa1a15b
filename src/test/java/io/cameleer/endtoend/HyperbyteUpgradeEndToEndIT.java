package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.cluster.Hyperbytes;
import io.cameleer.cluster.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Changes that restart the members of a HyperbytedbCluster: one at a time, the leader last, and no further than they work. */
@BesideOthers(first = true)
@Order(1)
@ResourceLock(HyperbyteStage.OTHER_HALF)
class HyperbyteUpgradeEndToEndIT {
    private static HyperbyteStage stage;
    private static Hyperbytes hyperbytes;

    @BeforeAll
    static void start() {
        stage = HyperbyteStage.get();
        hyperbytes = stage.hyperbytes();
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aVersionGoesFromMemberToMemberAndTheLeaderIsTheLast() throws IOException {
        hyperbytes.apply("up", HyperbyteStage.spec("replicas: 3"));
        hyperbytes.awaitHealthy("up", 3, HyperbyteStage.LATE);
        try (var load = stage.new Load("services/up:8086")) {
            var leader = leader("up");
            hyperbytes.patch("up", "{\"spec\":{\"version\":\"1.1.0\"}}");
            hyperbytes.await("up", "to upgrade", Duration.ofSeconds(30), status -> "Upgrading".equals(status.phase()));
            var seen = new ArrayList<String>();
            Waiting.until("all members to be upgraded", HyperbyteStage.LATE, () -> {
                var pods = stage.pods("up");
                pods.forEach((name, pod) -> {
                    if (image(pod).endsWith(":1.1.0") && !seen.contains(name)) {
                        seen.add(name);
                    }
                });
                assertThat(pods.values().stream().filter(pod -> !isReady(pod)))
                        .as("members that are away at once")
                        .hasSizeLessThanOrEqualTo(1);
                return seen.size() == 3;
            });
            hyperbytes.awaitHealthy("up", 3, HyperbyteStage.LATE);
            assertThat(seen.getLast()).as("order " + seen).isEqualTo(leader);
            load.end();
            assertThat(load.accepted()).isPositive();
            assertThat(stage.count("up")).isEqualTo(load.accepted());
        }
        hyperbytes.awaitEvent("up", "MemberUpgraded: Pod up-");

        var before = stage.lives("up");
        hyperbytes.patch("up", "{\"spec\":{\"flush\":{\"intervalSecs\":2}}}");
        Waiting.until("every pod to be made anew", HyperbyteStage.LATE, () -> stage.lives("up").values().stream()
                .noneMatch(before::containsValue));
        hyperbytes.awaitHealthy("up", 3, HyperbyteStage.LATE);
        var once = stage.lives("up");
        hyperbytes.annotate("up", "look", "again");
        assertThat(stage.lives("up")).isEqualTo(once);
        hyperbytes.delete("up");
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aVersionThatDoesNotStartStopsTheRollOutAndTheOneBeforeHeals() throws IOException {
        hyperbytes.apply("stop", HyperbyteStage.spec("replicas: 3"));
        hyperbytes.awaitHealthy("stop", 3, HyperbyteStage.LATE);
        stage.send("services/stop:8086", "/write?db=d", "m,w=a v=1i 1");
        hyperbytes.patch("stop", "{\"spec\":{\"version\":\"9.0.0\"}}");
        hyperbytes.awaitCondition(
                "stop",
                "Degraded",
                "True",
                "this version cannot read the format of the write-ahead log",
                HyperbyteStage.LATE);
        assertThat(stage.pods("stop").values().stream().filter(pod -> image(pod).endsWith(":9.0.0")))
                .as("members of the version that does not start")
                .hasSize(1);
        assertThat(stage.count("stop")).as("the others serve").isEqualTo(1);
        assertThat(hyperbytes.get("stop").getStatus().phase()).isEqualTo("Upgrading");

        hyperbytes.patch("stop", "{\"spec\":{\"version\":\"1.0.0\"}}");
        hyperbytes.awaitHealthy("stop", 3, HyperbyteStage.LATE);
        assertThat(stage.pods("stop").values()).allMatch(pod -> image(pod).endsWith(":1.0.0"));
        hyperbytes.delete("stop");
    }

    private static String leader(String name) throws IOException {
        var answer = stage.send("services/" + name + ":8086", "/cluster/leader", null);
        return name + "-"
                + (new ObjectMapper().readTree(answer).path("leader_id").asInt() - 1);
    }

    private static String image(Pod pod) {
        return pod.getSpec().getContainers().getFirst().getImage();
    }

    private static boolean isReady(Pod pod) {
        return io.fabric8.kubernetes.client.readiness.Readiness.isPodReady(pod);
    }
}
