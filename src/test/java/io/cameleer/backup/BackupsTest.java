package io.cameleer.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.prometheus.TsdbFormat;
import io.cameleer.reconcile.GrowingPause;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BackupsTest {
    private static final SnapshotApi API =
            new SnapshotApi("prometheus", "prometheus", 9090, "/", "/", "/", "/", new TsdbFormat());
    private static final GrowingPause PAUSE = new GrowingPause(Duration.ofSeconds(60));
    private static final Instant NOW = Instant.parse("2026-01-31T05:10:00Z");

    @Test
    void aRequestThatWasNotServedIsDueAtOnce() {
        var target = target(spec("@yearly", false), null, Map.of(BackupTarget.REQUEST, "r1 alice"));
        assertThat(BackupDecisions.next(target, NOW, Duration.ZERO, PAUSE)).hasValueSatisfying(run -> {
            assertThat(run.trigger()).isEqualTo("request");
            assertThat(run.actor()).isEqualTo("alice");
            assertThat(run.key()).isEqualTo("team/demo/20260131T051000Z.tar");
            assertThat(run.folder().manifest(run.time())).isEqualTo("team/demo/.20260131T051000Z.json");
        });
    }

    @Test
    void aRequestThatWasServedIsNotDueAgain() {
        var target = target(
                spec("@yearly", false), status("Succeeded", "r1 alice"), Map.of(BackupTarget.REQUEST, "r1 alice"));
        assertThat(BackupDecisions.next(target, NOW, Duration.ZERO, PAUSE)).isEmpty();
    }

    @Test
    void aBackupThatItsProcessDidNotFinishIsTakenUpUnderTheSameKey() {
        var target = target(spec("@yearly", false), status("Running", null), Map.of());
        assertThat(BackupDecisions.next(target, NOW, Duration.ZERO, PAUSE)).hasValueSatisfying(run -> {
            assertThat(run.time()).isEqualTo(Instant.parse("2026-01-30T00:00:00Z"));
            assertThat(run.pod()).isEqualTo("demo-0");
            assertThat(run.snapshot()).isEqualTo("left-behind");
        });
    }

    @Test
    void aSuspendedScheduleRestsButARequestIsServed() {
        assertThat(BackupDecisions.next(target(spec("* * * * *", true), null, Map.of()), NOW, Duration.ZERO, PAUSE))
                .isEmpty();
        assertThat(BackupDecisions.next(
                        target(spec("* * * * *", true), null, Map.of(BackupTarget.REQUEST, "r")),
                        NOW,
                        Duration.ZERO,
                        PAUSE))
                .isPresent();
    }

    @Test
    void aScheduleCountsFromTheClustersCreation() {
        assertThat(BackupDecisions.next(target(spec("0 5 * * *", false), null, Map.of()), NOW, Duration.ZERO, PAUSE))
                .isEmpty();
        assertThat(BackupDecisions.next(target(spec("10 5 * * *", false), null, Map.of()), NOW, Duration.ZERO, PAUSE))
                .isPresent();
    }

    @Test
    void aScheduleThatIsNoneStartsNothing() {
        assertThat(BackupDecisions.next(target(spec("nonsense", false), null, Map.of()), NOW, Duration.ZERO, PAUSE))
                .isEmpty();
    }

    @Test
    void aTimeIsThatOfTheZone() {
        var berlin = read(
                BackupSpec.class,
                "{enabled: true, bucket: b, schedule: '7 6 * * *', timeZone: Europe/Berlin, prefix: /team/}");
        assertThat(BackupDecisions.next(target(berlin, null, Map.of()), NOW, Duration.ZERO, PAUSE))
                .hasValueSatisfying(run -> assertThat(run.time()).isEqualTo(Instant.parse("2026-01-31T05:07:00Z")));
    }

    @Test
    void clustersThatShareAMinuteStartOneAfterTheOther() {
        var starts = new TreeSet<Duration>();
        for (var i = 0; i < 20; i++) {
            var target = target(spec("10 5 * * *", false), null, Map.of());
            target.object().getMetadata().setUid("cluster-" + i);
            for (var late = Duration.ZERO; late.toSeconds() <= 60; late = late.plusSeconds(1)) {
                if (BackupDecisions.next(target, NOW.plus(late), Duration.ofSeconds(60), PAUSE)
                        .isPresent()) {
                    starts.add(late);
                    break;
                }
            }
        }
        assertThat(starts).hasSizeGreaterThan(10);
        assertThat(starts.getLast()).isLessThanOrEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aRecordOfAClockThatWasWrongDoesNotSilenceTheSchedule() {
        var target = new BackupTarget(
                target(spec("10 5 * * *", false), null, Map.of()).object(),
                spec("10 5 * * *", false),
                null,
                "2031-01-01T00:00:00Z",
                "2031-01-01T00:00:00Z",
                "2031-01-01T00:00:00Z",
                null,
                Map.of(),
                API,
                null);
        assertThat(BackupDecisions.next(target, NOW, Duration.ZERO, PAUSE)).isPresent();
    }

    @Test
    void fault6TheScheduleOfADeletedClusterEnds() {
        var clock = Clock.fixed(NOW, ZoneOffset.UTC);
        var backups = new Backups(
                null, new Outcomes("backup", "backups", "backup", null, null, null, clock), Duration.ZERO, PAUSE);
        var target = target(spec("* * * * *", false), null, Map.of(BackupTarget.REQUEST, "r"));
        target.object().getMetadata().setDeletionTimestamp("2026-01-31T05:09:00Z");
        assertThat(backups.due(target)).isNull();
        assertThat(backups.due(null)).as("one that is gone").isNull();
        target.object().getMetadata().setDeletionTimestamp(null);
        assertThat(backups.due(target)).as("the same before").isNotNull();
    }

    private static BackupSpec spec(String schedule, boolean suspend) {
        return read(
                BackupSpec.class,
                "{enabled: true, bucket: bucket, prefix: /team/, schedule: '" + schedule + "', suspend: " + suspend
                        + "}");
    }

    private static BackupStatus status(String state, String request) {
        return read(
                BackupStatus.class,
                "{trigger: schedule, time: '2026-01-30T00:00:00Z', attempts: 1, pod: demo-0, snapshot: left-behind, state: "
                        + state + (request == null ? "" : ", request: " + request) + "}");
    }

    private static <T> T read(Class<T> type, String yaml) {
        return Serialization.unmarshal("---\n" + yaml, type);
    }

    private static BackupTarget target(BackupSpec spec, BackupStatus status, Map<String, String> annotations) {
        var object = new PrometheusCluster();
        object.getMetadata().setName("demo");
        object.getMetadata().setNamespace("default");
        object.getMetadata().setCreationTimestamp("2026-01-31T05:05:00Z");
        object.getMetadata().setAnnotations(annotations);
        return new BackupTarget(object, spec, status, null, null, null, null, Map.of(), API, null);
    }
}
