package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Hyperbytes;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Members of HyperbytedbClusters that misbehave: they hang, refuse to be drained, lose their data or hold other data. */
@BesideOthers(first = true)
@Order(1)
@ResourceLock(HyperbyteStage.OTHER_HALF)
class HyperbyteFaultsEndToEndIT {
    private static final Duration FAILOVER = Duration.ofSeconds(60);

    private static HyperbyteStage stage;
    private static Hyperbytes hyperbytes;

    @BeforeAll
    static void start() {
        stage = HyperbyteStage.get();
        hyperbytes = stage.hyperbytes();
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aMemberThatNeverRejoinsIsReplacedInTimeOneAtATimeAndNeverBelowTheQuorum() throws IOException {
        // Its volume goes too, and with it what keeps it from rejoining.
        hyperbytes.apply(
                "over",
                HyperbyteStage.spec("replicas: 3")
                        .replace("failoverTimeoutSecs: 60", "failoverTimeoutSecs: 60, volumePolicy: Delete"));
        hyperbytes.awaitHealthy("over", 3, HyperbyteStage.LATE);
        try (var load = stage.new Load("services/over:8086")) {
            stage.fault("over-2", "{\"never_rejoin\": true}");
            var uid = stage.pods("over").get("over-2").getMetadata().getUid();
            stage.deletePod("over-2");
            Waiting.until(
                    "over-2 to be another pod",
                    Duration.ofSeconds(90),
                    () -> stage.lives("over").containsKey("over-2")
                            && !stage.pods("over")
                                    .get("over-2")
                                    .getMetadata()
                                    .getUid()
                                    .equals(uid));
            var created =
                    Instant.parse(stage.pods("over").get("over-2").getMetadata().getCreationTimestamp());
            hyperbytes.await("over", "to replace over-2", FAILOVER.plusSeconds(60), status -> Integer.valueOf(1)
                    .equals(status.failoverCount()));
            hyperbytes.awaitEvent("over", "FailedOver: Pod over-2 is replaced, with an empty volume");
            assertThat(Duration.between(created, hyperbytes.timeOf("over", "FailedOver")))
                    .as("time to the fail-over")
                    .isGreaterThanOrEqualTo(FAILOVER)
                    .isLessThanOrEqualTo(FAILOVER.plusSeconds(15));
            hyperbytes.awaitHealthy("over", 3, HyperbyteStage.LATE);
            load.end();
            assertThat(stage.count("over")).isEqualTo(load.accepted());
        }

        // Two of three hang: below the quorum nothing is replaced, and that is said.
        stage.fault("over-1", "{\"never_rejoin\": true}");
        stage.fault("over-2", "{\"never_rejoin\": true}");
        stage.deletePod("over-1");
        stage.deletePod("over-2");
        hyperbytes.await(
                "over",
                "to be Degraded",
                Duration.ofSeconds(120),
                status -> "Degraded".equals(status.clusterState()) && status.readyReplicas() == 0);
        hyperbytes.awaitCondition(
                "over",
                "Progressing",
                "True",
                "no leader answers; 0 of 3 members pass their probes, 2 are needed",
                Duration.ofSeconds(60));
        Waiting.until(
                "longer than a fail-over takes to pass",
                FAILOVER.plusSeconds(60),
                () -> stage.pods("over").values().stream()
                        .filter(pod -> !pod.getMetadata().getName().equals("over-0"))
                        .allMatch(pod -> Instant.parse(pod.getMetadata().getCreationTimestamp())
                                .plus(FAILOVER.plusSeconds(15))
                                .isBefore(Instant.now())));
        assertThat(hyperbytes.get("over").getStatus().failoverCount()).isEqualTo(1);
        stage.fault("over-1", "{}");
        stage.fault("over-2", "{}");
        stage.deletePod("over-1");
        stage.deletePod("over-2");
        hyperbytes.awaitHealthy("over", 3, HyperbyteStage.LATE);
        hyperbytes.delete("over");
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aDrainThatFailsStopsTheScaleDownAndSaysSo() throws IOException {
        hyperbytes.apply("drain", HyperbyteStage.spec("replicas: 3"));
        hyperbytes.awaitHealthy("drain", 3, HyperbyteStage.LATE);
        stage.fault("drain-2", "{\"refuse_drain\": true}");
        hyperbytes.patch("drain", "{\"spec\":{\"replicas\":2}}");
        hyperbytes.awaitCondition(
                "drain",
                "Degraded",
                "True",
                "MembershipBlocked: Member 3 (pod drain-2) is drained before it leaves failed: HTTP 409 a transfer is in progress",
                Duration.ofSeconds(60));
        assertThat(stage.pods("drain")).hasSize(3);
        assertThat(hyperbytes.get("drain").getStatus().phase()).isEqualTo("Scaling");
        stage.fault("drain-2", "{}");
        hyperbytes.awaitHealthy("drain", 2, HyperbyteStage.LATE);

        stage.fault("drain-1", "{\"diverge\": true}");
        for (var i = 1; i < 4; i++) {
            stage.send("services/drain:8086", "/write?db=d", "m,w=a v=1i " + i);
        }
        hyperbytes.await(
                "drain",
                "to tell that data diverge",
                Duration.ofSeconds(90),
                status -> "Diverged".equals(status.replicationState()) && "Degraded".equals(status.clusterState()));
        hyperbytes.awaitCondition("drain", "Degraded", "True", "ReplicationDiverged", Duration.ofSeconds(30));
        stage.fault("drain-1", "{}");
        hyperbytes.awaitHealthy("drain", 2, HyperbyteStage.LATE);
        hyperbytes.delete("drain");
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aMemberThatHangsIsNoticedAndOneThatLostItsVolumeJoinsAnew() throws IOException {
        hyperbytes.apply("hang", HyperbyteStage.spec("replicas: 3"));
        hyperbytes.awaitHealthy("hang", 3, HyperbyteStage.LATE);
        stage.send("services/hang:8086", "/write?db=d", "m,w=a v=1i 1");
        stage.fault("hang-1", "{\"hang\": true}");
        hyperbytes.await(
                "hang",
                "to tell that hang-1 does not answer",
                Duration.ofSeconds(60),
                status -> "Degraded".equals(status.clusterState())
                        && status.members().get(1).state().equals("Unreachable")
                        && !status.members().get(1).healthy());
        stage.fault("hang-1", "{}");
        hyperbytes.awaitHealthy("hang", 3, HyperbyteStage.LATE);

        stage.cluster()
                .client()
                .persistentVolumeClaims()
                .inNamespace(hyperbytes.namespace())
                .withName("data-hang-2")
                .delete();
        stage.deletePod("hang-2");
        hyperbytes.awaitEvent("hang", "MemberRemoved: Member 3 leaves: it came back without its data");
        hyperbytes.awaitHealthy("hang", 3, HyperbyteStage.LATE);
        assertThat(stage.count("hang")).isEqualTo(1);
        hyperbytes.delete("hang");
    }
}
