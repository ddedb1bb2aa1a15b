package io.cameleer.hyperbytedb.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.hyperbytedb.spec.HyperbytedbSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemberRulesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofHours(1));
    private static final Set<String> FILES = Set.of("d/m/autogen/1.parquet");

    private static HyperbytedbCluster cluster(String spec, Map<String, String> annotations) {
        var cluster = new HyperbytedbCluster();
        cluster.setMetadata(new ObjectMetaBuilder()
                .withName("c")
                .withNamespace("n")
                .withAnnotations(annotations)
                .build());
        cluster.setSpec(new KubernetesSerialization().unmarshal("---\n" + spec, HyperbytedbSpec.class));
        return cluster;
    }

    private static Membership next(String spec, ClusterView view) {
        return MemberRules.next(cluster(spec, Map.of()), view, NOW);
    }

    private static Report report(String state, long sequence) {
        return new Report(state, sequence, FILES, 2, 1, 3);
    }

    private static MemberPod pod(int ordinal) {
        return new MemberPod(
                ordinal, "c-" + ordinal, LONG_AGO, true, true, null, false, false, Optional.of(report("pass", 100)));
    }

    private static MemberPod outdated(int ordinal) {
        return new MemberPod(
                ordinal, "c-" + ordinal, LONG_AGO, true, true, null, true, false, Optional.of(report("pass", 100)));
    }

    private static MemberPod unready(int ordinal, Instant since, Instant created, String state) {
        return new MemberPod(
                ordinal,
                "c-" + ordinal,
                created,
                true,
                false,
                since,
                false,
                false,
                Optional.ofNullable(state).map(told -> report(told, 0)));
    }

    private static List<Node> voters(int... ids) {
        return Arrays.stream(ids)
                .mapToObj(id -> new Node(id, "c-" + (id - 1), "active"))
                .toList();
    }

    private static ClusterView view(int replicas, List<Node> nodes, MemberPod... pods) {
        return new ClusterView(
                OptionalInt.of(replicas), false, List.of(pods), Optional.of(nodes), Optional.of(1), Optional.empty());
    }

    private static ClusterView healthy(int members) {
        return view(
                members,
                voters(IntStream.rangeClosed(1, members).toArray()),
                IntStream.range(0, members).mapToObj(MemberRulesTest::pod).toArray(MemberPod[]::new));
    }

    @Test
    void aClusterThatIsAsItShouldBeIsLeftAlone() {
        assertThat(next("{replicas: 3}", healthy(3)).busy()).isFalse();
    }

    @Test
    void podsAreAddedAtOnceAndMembersOneByOne() {
        assertThat(next("{replicas: 5}", healthy(3)).members()).isEqualTo(5);
        var arrived = view(
                5,
                voters(1, 2, 3),
                pod(0),
                pod(1),
                pod(2),
                unready(3, NOW, NOW, "joining"),
                unready(4, NOW, NOW, "joining"));
        assertThat(next("{replicas: 5}", arrived).action())
                .contains(new MemberAction.Add(3, "c-3.c-headless.n.svc.cluster.local:8086"));
        var nodes = new ArrayList<>(voters(1, 2, 3));
        nodes.add(new Node(4, "c-3", "learner"));
        var behind = view(5, nodes, pod(0), pod(1), pod(2), unready(3, NOW, NOW, "syncing"));
        var far = new MemberPod(
                0, "c-0", LONG_AGO, true, true, null, false, false, Optional.of(report("pass", ClusterView.LAG + 1)));
        assertThat(next("{replicas: 5}", view(5, nodes, far, pod(1), pod(2), unready(3, NOW, NOW, "syncing")))
                        .action())
                .isEmpty();
        assertThat(next("{replicas: 5}", behind).action()).get().isInstanceOf(MemberAction.Promote.class);
    }

    @Test
    void aMemberIsDrainedThenLeavesThenItsPodGoesTheHighestFirst() {
        assertThat(next("{replicas: 2}", healthy(5)).action()).contains(new MemberAction.Drain(4, "c-4"));
        var drained =
                new MemberPod(2, "c-2", LONG_AGO, true, false, NOW, false, false, Optional.of(report("draining", 100)));
        assertThat(next("{replicas: 2}", view(3, voters(1, 2, 3), pod(0), pod(1), drained))
                        .action())
                .get()
                .isInstanceOf(MemberAction.Leave.class);
        var left = view(3, voters(1, 2), pod(0), pod(1), unready(2, NOW, NOW, "joining"));
        assertThat(next("{replicas: 2}", left).members()).isEqualTo(2);
        assertThat(next("{replicas: 2}", left).action()).isEmpty();
    }

    @Test
    void aScaleDownWaitsForAMemberThatDoesNotAnswerUnlessAPersonGivesItUp() {
        var silent = view(3, voters(1, 2, 3), pod(0), pod(1), unready(2, NOW, LONG_AGO, null));
        assertThat(next("{replicas: 2}", silent).obstacle())
                .get()
                .asString()
                .contains(
                        "pod c-2 does not answer", "kubectl annotate hyperbytedbcluster c cameleer.io/skip-drain=c-2");
        var given = MemberRules.next(cluster("{replicas: 2}", Map.of(MemberRules.SKIP_DRAIN, "c-2")), silent, NOW);
        assertThat(given.action()).get().isInstanceOf(MemberAction.Leave.class);
    }

    @Test
    void aScaleDownNeverLeavesFewerHealthyMembersThanAQuorum() {
        var shaky = view(
                4,
                voters(1, 2, 3, 4),
                pod(0),
                unready(1, NOW, NOW, "syncing"),
                unready(2, NOW, NOW, "syncing"),
                pod(3));
        assertThat(next("{replicas: 3}", shaky).obstacle())
                .get()
                .asString()
                .contains("of the 3 members that would stay only 1 are healthy, and 2 have to be");
    }

    @Test
    void aDrainedMemberThatIsToStayIsStartedAgain() {
        var drained =
                new MemberPod(2, "c-2", LONG_AGO, true, false, NOW, false, false, Optional.of(report("draining", 100)));
        assertThat(next("{replicas: 3}", view(3, voters(1, 2, 3), pod(0), pod(1), drained))
                        .action())
                .get()
                .isInstanceOf(MemberAction.Roll.class);
    }

    @Test
    void theLeaderIsUpgradedLastAndOthersFromTheHighestDown() {
        var all = view(3, voters(1, 2, 3), outdated(0), outdated(1), outdated(2));
        assertThat(rolled(next("{replicas: 3}", all))).isEqualTo("c-2");
        assertThat(rolled(next("{replicas: 3}", view(3, voters(1, 2, 3), outdated(0), outdated(1), pod(2)))))
                .isEqualTo("c-1");
        assertThat(rolled(next("{replicas: 3}", view(3, voters(1, 2, 3), outdated(0), pod(1), pod(2)))))
                .isEqualTo("c-0");
        var led = new ClusterView(
                OptionalInt.of(3),
                false,
                List.of(outdated(0), outdated(1), outdated(2)),
                Optional.of(voters(1, 2, 3)),
                Optional.of(3),
                Optional.empty());
        assertThat(rolled(next("{replicas: 3}", led))).isEqualTo("c-1");
    }

    private static String rolled(Membership membership) {
        return ((MemberAction.Roll) membership.action().orElseThrow()).pod();
    }

    @Test
    void anUpgradeWaitsForHealthyMembersAndHealthyReplicationAndSaysSoWhenThatTakesLong() {
        var joining = view(3, voters(1, 2, 3), outdated(0), outdated(1), unready(2, NOW, NOW, "syncing"));
        assertThat(next("{replicas: 3}", joining).action()).isEmpty();
        assertThat(next("{replicas: 3}", joining).obstacle()).isEmpty();
        var stuck = view(
                3,
                voters(1, 2, 3),
                outdated(0),
                outdated(1),
                unready(2, NOW.minusSeconds(200), NOW.minusSeconds(200), "syncing"));
        assertThat(next("{replicas: 3}", stuck).obstacle())
                .get()
                .asString()
                .contains("member 3 (pod c-2) is syncing; 2 of 3 are still to be upgraded", "go back to the version");
        var lagging = new MemberPod(
                1,
                "c-1",
                LONG_AGO,
                true,
                true,
                null,
                true,
                false,
                Optional.of(new Report("pass", 10, Set.of(), 2, 1, 3)));
        assertThat(next("{replicas: 3}", view(3, voters(1, 2, 3), outdated(0), lagging, pod(2)))
                        .note())
                .get()
                .asString()
                .contains("Lagging");
    }

    @Test
    void aMemberThatCannotStartIsMadeAnewWhenItsTemplateWasMended() {
        var broken = new MemberPod(2, "c-2", LONG_AGO, false, false, LONG_AGO, true, false, Optional.empty());
        assertThat(rolled(next("{replicas: 3}", view(3, voters(1, 2, 3), pod(0), pod(1), broken))))
                .isEqualTo("c-2");
    }

    @Test
    void aMemberIsReplacedWhenItsTimeIsOverAndNotBefore() {
        var spec = "{replicas: 3, failover: {failoverTimeoutSecs: 60}}";
        for (var seconds : new int[] {59, 60}) {
            var since = NOW.minusSeconds(seconds);
            var view = view(3, voters(1, 2, 3), pod(0), unready(1, since, LONG_AGO, null), pod(2));
            assertThat(next(spec, view).action().isPresent()).isEqualTo(seconds == 60);
        }
        var off = "{replicas: 3, failover: {enabled: false, failoverTimeoutSecs: 60}}";
        var late = view(3, voters(1, 2, 3), pod(0), unready(1, LONG_AGO, LONG_AGO, null), pod(2));
        assertThat(next(off, late).action()).isEmpty();
    }

    @Test
    void noMoreMembersAreReplacedAtOnceThanTheSpecAllowsAndNoneBelowTheQuorum() {
        var two = view(
                5,
                voters(1, 2, 3, 4, 5),
                pod(0),
                pod(1),
                pod(2),
                unready(3, LONG_AGO, LONG_AGO, null),
                unready(4, NOW, NOW, "syncing"));
        assertThat(next("{replicas: 5}", two).action()).isEmpty();
        assertThat(next("{replicas: 5, failover: {maxFailoverCount: 2}}", two).action())
                .get()
                .isInstanceOf(MemberAction.FailOver.class);
        var three = view(
                5,
                voters(1, 2, 3, 4, 5),
                pod(0),
                pod(1),
                unready(2, LONG_AGO, LONG_AGO, null),
                unready(3, LONG_AGO, LONG_AGO, null),
                unready(4, LONG_AGO, LONG_AGO, null));
        assertThat(next("{replicas: 5, failover: {maxFailoverCount: 3}}", three).obstacle())
                .get()
                .asString()
                .contains("only 2 of 5 members are healthy, and 3 have to be");
    }

    @Test
    void aMemberThatCameBackEmptyLeavesBeforeItJoinsAgain() {
        var empty = view(3, voters(1, 2, 3), pod(0), pod(1), unready(2, NOW, NOW, "joining"));
        assertThat(next("{replicas: 3}", empty).action()).get().isInstanceOf(MemberAction.Leave.class);
    }

    @Test
    void withoutALeaderNothingIsDone() {
        var none = new ClusterView(
                OptionalInt.of(3),
                false,
                List.of(pod(0), unready(1, LONG_AGO, LONG_AGO, null), unready(2, LONG_AGO, LONG_AGO, null)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(next("{replicas: 2}", none).action()).isEmpty();
        assertThat(next("{replicas: 2}", none).note()).get().asString().contains("no leader answers");
    }

    @Test
    void dataAreComparedByTheLogAndByTheFiles() {
        assertThat(healthy(3).replication()).isEqualTo(ClusterView.Replication.HEALTHY);
        var other = new MemberPod(
                1,
                "c-1",
                LONG_AGO,
                true,
                true,
                null,
                false,
                false,
                Optional.of(new Report("pass", 100, Set.of("d/m/autogen/2.parquet"), 2, 1, 3)));
        assertThat(view(2, voters(1, 2), pod(0), other).replication()).isEqualTo(ClusterView.Replication.DIVERGED);
        assertThat(view(2, voters(1, 2), pod(0), unready(1, NOW, NOW, null)).replication())
                .isEqualTo(ClusterView.Replication.UNKNOWN);
    }
}
