package io.cameleer.greenplum.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.greenplum.GreenplumCluster;
import io.cameleer.greenplum.objects.ExpansionJob.State;
import io.cameleer.greenplum.objects.Group;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What comes next for a database, as a table of situations. */
class DatabaseRulesTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final String RAN =
            "{phase: Running, activeMaster: master-0, standby: InSync, lostSince: '2026-01-31T11:59:%02dZ',"
                    + " conditions: [{type: Ready, status: 'True', lastTransitionTime: '2026-01-31T11:00:00Z'}]}";

    private String status = "{}";
    private int wanted = 2;
    private int set = 2;
    private boolean standby = true;
    private boolean kept;
    private final Set<String> unready = new HashSet<>();
    private final Set<String> outdated = new HashSet<>();
    private List<String> unseen = List.of();
    private final Map<String, Report> reports = new HashMap<>();
    private Optional<View.Expansion> job = Optional.empty();

    private Situation next() {
        var cluster = new KubernetesSerialization()
                .unmarshal("""
                apiVersion: greenplum.pivotal.io/v1
                kind: GreenplumCluster
                metadata: {name: gp, namespace: n}
                spec:
                  masterAndStandby: {storageClassName: s, storage: 1Gi, standby: '%s'}
                  segments: {storageClassName: s, storage: 1Gi, primarySegmentCount: %d, mirrors: 'yes'}
                status: %s
                """.formatted(standby ? "yes" : "no", wanted, status), GreenplumCluster.class);
        var pods = new ArrayList<View.Member>();
        for (var group : Group.of(cluster)) {
            for (var i = 0; i < group.size(cluster, set); i++) {
                var name = group.pod(i);
                pods.add(new View.Member(name, group, !unready.contains(name), outdated.contains(name)));
            }
        }
        var view = new View(OptionalInt.of(set), pods, reports, job, kept, unseen);
        return DatabaseRules.next(cluster, view, NOW, Duration.ofSeconds(30));
    }

    private static List<Segment> segments(int primaries, String... down) {
        var all = new ArrayList<Segment>();
        all.add(new Segment(1, -1, 'p', 'p', true, true, "master-0"));
        all.add(new Segment(2, -1, 'm', 'm', true, true, "master-1"));
        for (var i = 0; i < primaries; i++) {
            var lost = List.of(down).contains("segment-b-" + i);
            all.add(new Segment(10 + i, i, 'p', 'p', !lost, true, "segment-a-" + i));
            all.add(new Segment(20 + i, i, 'm', 'm', !lost, !lost, "segment-b-" + i));
        }
        return all;
    }

    private void answers(String master, List<Segment> segments) {
        answers(master, 1, new Catalog(segments, true, false, true));
    }

    private void answers(String master, int timeline, Catalog catalog) {
        reports.put(master, new Report(Report.Data.MASTER, timeline, Optional.of(catalog), Report.Step.NONE));
    }

    private void silent(String master, Report.Data data, int timeline) {
        reports.put(master, new Report(data, timeline, Optional.empty(), Report.Step.NONE));
    }

    @Test
    void nothingIsNextForAWholeDatabase() {
        answers("master-0", segments(2));
        var situation = next();
        assertThat(situation.busy()).isFalse();
        assertThat(situation.lostSince()).isEmpty();
        assertThat(situation.active()).isEqualTo("master-0");
    }

    @Test
    void aNewDatabaseIsLeftToItsImage() {
        silent("master-0", Report.Data.MASTER, 1);
        assertThat(next().action()).isEmpty();
        assertThat(next().note()).contains("The database is being made.");
    }

    @Test
    void onKeptVolumesTheMasterOfTheNewestHistoryIsStarted() {
        kept = true;
        silent("master-0", Report.Data.MASTER, 1);
        silent("master-1", Report.Data.MASTER, 2);
        assertThat(next().action()).contains(new Action.Start("master-1"));
        silent("master-1", Report.Data.STANDBY, 2);
        assertThat(next().action()).contains(new Action.Start("master-0"));
        unready.add("segment-a-1");
        assertThat(next().action()).contains(new Action.Start("master-0"));
        unready.add("segment-b-1");
        assertThat(next().action()).isEmpty();
        assertThat(next().note().orElseThrow()).contains("segment-a-1");
    }

    @Test
    void aMasterWhosePodIsBackIsStartedAndNotReplaced() {
        status = RAN.formatted(10);
        silent("master-0", Report.Data.MASTER, 1);
        silent("master-1", Report.Data.STANDBY, 1);
        assertThat(next().action()).contains(new Action.Start("master-0"));
    }

    @Test
    void aMasterThatDoesNotStartIsReplacedInTime() {
        status = RAN.formatted(40);
        reports.put(
                "master-0",
                new Report(
                        Report.Data.MASTER, 1, Optional.empty(), new Report.Step(false, "start", "no space left", 25)));
        silent("master-1", Report.Data.STANDBY, 1);
        assertThat(next().action()).isEmpty();
        assertThat(next().note().orElseThrow()).contains("its standby takes over");
        status = RAN.formatted(20);
        assertThat(next().action()).contains(new Action.FailOver("master-1", "master-0"));
    }

    @Test
    void aLostMasterIsReplacedAfterAWhileByAStandbyThatFollowedIt() {
        unready.add("master-0");
        silent("master-1", Report.Data.STANDBY, 1);
        status = RAN.formatted(31);
        assertThat(next().action()).isEmpty();
        status = RAN.formatted(30);
        assertThat(next().action()).contains(new Action.FailOver("master-1", "master-0"));
        status = status.replace("InSync", "NotInSync");
        assertThat(next().action()).isEmpty();
        assertThat(next().obstacle().orElseThrow()).contains("transactions would be lost");
        standby = false;
        status = RAN.formatted(30);
        assertThat(next().action()).isEmpty();
    }

    @Test
    void ofTwoMastersTheOneThatIsKnownStays() {
        status = RAN.formatted(59).replace("master-0", "master-1");
        answers("master-0", segments(2));
        answers("master-1", 2, new Catalog(segments(2), true, false, true));
        assertThat(next().action()).contains(new Action.Fence("master-0", "master-1"));
        status = "{}";
        assertThat(next().action()).contains(new Action.Fence("master-0", "master-1"));
    }

    @Test
    void afterAFailOverTheOldMasterBecomesTheStandby() {
        status = RAN.formatted(59).replace("master-0", "master-1");
        var alone = segments(2).stream()
                .filter(segment -> !segment.isMaster() || segment.dbid() == 2)
                .map(segment -> segment.isMaster() ? new Segment(2, -1, 'p', 'p', true, true, "master-1") : segment)
                .toList();
        answers("master-1", 2, new Catalog(alone, false, false, true));
        unready.add("master-0");
        assertThat(next().action()).isEmpty();
        unready.clear();
        assertThat(next().action()).contains(new Action.InitStandby("master-1", "master-0"));
    }

    @Test
    void aStandbyThatStoppedIsStarted() {
        answers("master-0", 1, new Catalog(segments(2), false, false, true));
        assertThat(next().action()).contains(new Action.StartStandby("master-0", "master-1"));
    }

    @Test
    void segmentsCatchUpWhenTheirPodIsBack() {
        answers("master-0", segments(2, "segment-b-1"));
        unready.add("segment-b-1");
        assertThat(next().action()).isEmpty();
        unready.clear();
        assertThat(next().action()).contains(new Action.Recover("master-0", "segment-b-1"));
    }

    @Test
    void aStepThatFailedRestsAndIsToldAndTriedAgain() {
        var catalog = new Catalog(segments(2, "segment-b-1"), true, false, true);
        reports.put(
                "master-0",
                new Report(
                        Report.Data.MASTER,
                        1,
                        Optional.of(catalog),
                        new Report.Step(false, "recover-segments", "no such host", 5)));
        assertThat(next().action()).isEmpty();
        assertThat(next().obstacle().orElseThrow()).contains("no such host");
        reports.put(
                "master-0",
                new Report(
                        Report.Data.MASTER,
                        1,
                        Optional.of(catalog),
                        new Report.Step(false, "recover-segments", "no such host", 25)));
        assertThat(next().action()).isPresent();
        assertThat(next().obstacle()).isPresent();
    }

    @Test
    void whileACommandRunsNoOtherIsGiven() {
        reports.put(
                "master-0",
                new Report(
                        Report.Data.MASTER,
                        1,
                        Optional.of(new Catalog(segments(2, "segment-b-1"), true, false, true)),
                        new Report.Step(true, "recover-segments", null, 0)));
        assertThat(next().action()).isEmpty();
        assertThat(next().note()).isPresent();
    }

    @Test
    void segmentsThatNobodyStandsInForTakeARestart() {
        var broken = new Catalog(segments(2), true, false, false);
        answers("master-0", 1, broken);
        status = RAN.formatted(45);
        assertThat(next().action()).isEmpty();
        status = RAN.formatted(29);
        assertThat(next().action()).contains(new Action.Restart("master-0"));
        unready.addAll(Set.of("segment-a-0", "segment-b-0"));
        assertThat(next().action()).isEmpty();
        assertThat(next().obstacle().orElseThrow()).contains("segment-a-0");
    }

    @Test
    void anExpansionMakesPodsThenAJobAndIsRefusedInKnownWords() {
        wanted = 3;
        answers("master-0", segments(2));
        assertThat(next().primaries()).as("of one that is just being made").isEqualTo(2);
        status = RAN.formatted(59);
        assertThat(next().primaries()).isEqualTo(3);
        assertThat(next().action()).isEmpty();
        set = 3;
        unready.add("segment-b-2");
        assertThat(next().action()).isEmpty();
        unready.clear();
        assertThat(next().action()).contains(new Action.Expand("master-0", 2, 3));
        job = Optional.of(new View.Expansion(2, State.SUCCEEDED));
        assertThat(next().action()).contains(new Action.Expand("master-0", 2, 3));
        job = Optional.of(new View.Expansion(3, State.RUNNING));
        assertThat(next().action()).isEmpty();
        assertThat(next().obstacle()).isEmpty();
        job = Optional.of(new View.Expansion(2, State.RUNNING));
        assertThat(next().obstacle().orElseThrow())
                .contains("cannot expand cluster because a gpexpand job is currently running");
        job = Optional.of(new View.Expansion(3, State.FAILED));
        assertThat(next().obstacle().orElseThrow())
                .contains("cannot expand cluster because previous gpexpand job failed");
        job = Optional.empty();
        set = 2;
        answers("master-0", 1, new Catalog(segments(2), true, true, true));
        assertThat(next().primaries()).isEqualTo(2);
        assertThat(next().obstacle().orElseThrow())
                .contains(
                        "previous expansion schema exists. you must redistribute data and clean up expansion schema prior to performing another expansion");
        reports.clear();
        status = "{}";
        assertThat(next().obstacle().orElseThrow()).contains("updates only supported when cluster is Running");
        status = RAN.formatted(59);
        unready.add("master-0");
        assertThat(next().obstacle().orElseThrow()).contains("failed to contact an active gpdb master");
    }

    @Test
    void podsAreMadeAnewMirrorsFirstAndTheMasterLast() {
        answers("master-0", segments(2));
        outdated.addAll(List.of("master-0", "master-1", "segment-a-0", "segment-a-1", "segment-b-0", "segment-b-1"));
        var order = new ArrayList<String>();
        while (!outdated.isEmpty()) {
            var roll = (Action.Roll) next().action().orElseThrow();
            order.add(roll.pod());
            outdated.remove(roll.pod());
        }
        assertThat(order)
                .containsExactly("segment-b-0", "segment-b-1", "segment-a-0", "segment-a-1", "master-1", "master-0");
        outdated.add("segment-a-0");
        unready.add("segment-b-0");
        assertThat(next().action()).isEmpty();
    }

    @Test
    void noPodIsMadeAnewWhileItIsNotKnownWhichOthersAreToBe() {
        answers("master-0", segments(2));
        outdated.add("segment-a-0");
        unseen = List.of("segment-b");
        assertThat(next().action()).isEmpty();
        assertThat(next().note().orElseThrow()).endsWith("what they become: segment-b.");
        unseen = List.of();
        assertThat(next().action()).contains(new Action.Roll("segment-a-0"));
    }

    @Test
    void whatAPodPrintsIsRead() {
        var report = ReportText.of("""
                step|failed|recover-segments|12|no such host
                data|standby|7
                segment|2|-1|m|m|s|u|master-1
                segment|3|0|p|m|n|d|segment-b-0.agent.n.svc.cluster.local
                standby|streaming||||||
                gpexpand|1||||||
                whole
                """);
        assertThat(report.data()).isEqualTo(Report.Data.STANDBY);
        assertThat(report.timeline()).isEqualTo(7);
        assertThat(report.step()).isEqualTo(new Report.Step(false, "recover-segments", "no such host", 12));
        var catalog = report.catalog().orElseThrow();
        assertThat(catalog.standbyStreams()).isTrue();
        assertThat(catalog.expanding()).isTrue();
        assertThat(catalog.whole()).isTrue();
        assertThat(catalog.down()).extracting(Segment::pod).containsExactly("segment-b-0");
        assertThat(ReportText.of("").catalog()).isEmpty();
    }
}
