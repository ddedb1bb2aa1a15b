package io.cameleer.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.prometheus.PrometheusCluster;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackupsTest {
    private static final Instant NOW = Instant.parse("2026-01-31T05:10:00Z");

    @Test
    void aRequestThatWasNotServedIsDueAtOnce() {
        var target = target(spec("@yearly", false), null, Map.of(BackupTarget.REQUEST, "r1 alice"));
        assertThat(Backups.decide(target, NOW)).hasValueSatisfying(run -> {
            assertThat(run.trigger()).isEqualTo("request");
            assertThat(run.actor()).isEqualTo("alice");
            assertThat(run.key()).isEqualTo("team/demo/20260131T051000Z.tar");
            assertThat(run.manifestKey()).isEqualTo("team/demo/.20260131T051000Z.json");
        });
    }

    @Test
    void aRequestThatWasServedIsNotDueAgain() {
        var target = target(
                spec("@yearly", false), status("Succeeded", "r1 alice"), Map.of(BackupTarget.REQUEST, "r1 alice"));
        assertThat(Backups.decide(target, NOW)).isEmpty();
    }

    @Test
    void aBackupThatItsProcessDidNotFinishIsTakenUpUnderTheSameKey() {
        var target = target(spec("@yearly", false), status("Running", null), Map.of());
        assertThat(Backups.decide(target, NOW)).hasValueSatisfying(run -> {
            assertThat(run.time()).isEqualTo(Instant.parse("2026-01-30T00:00:00Z"));
            assertThat(run.pod()).isEqualTo("demo-0");
            assertThat(run.snapshot()).isEqualTo("left-behind");
        });
    }

    @Test
    void aSuspendedScheduleRestsButARequestIsServed() {
        assertThat(Backups.decide(target(spec("* * * * *", true), null, Map.of()), NOW))
                .isEmpty();
        assertThat(Backups.decide(target(spec("* * * * *", true), null, Map.of(BackupTarget.REQUEST, "r")), NOW))
                .isPresent();
    }

    @Test
    void aScheduleCountsFromTheClustersCreation() {
        assertThat(Backups.decide(target(spec("0 5 * * *", false), null, Map.of()), NOW))
                .isEmpty();
        assertThat(Backups.decide(target(spec("10 5 * * *", false), null, Map.of()), NOW))
                .isPresent();
    }

    @Test
    void aScheduleThatIsNoneStartsNothing() {
        assertThat(Backups.decide(target(spec("nonsense", false), null, Map.of()), NOW))
                .isEmpty();
    }

    private static BackupSpec spec(String schedule, boolean suspend) {
        return new BackupSpec(true, "bucket", null, null, "/team/", schedule, null, null, null, null, null, suspend);
    }

    private static BackupStatus status(String state, String request) {
        return new BackupStatus(
                state,
                "schedule",
                request,
                null,
                "2026-01-30T00:00:00Z",
                null,
                null,
                1,
                "demo-0",
                "left-behind",
                null,
                null,
                null,
                null,
                null);
    }

    private static BackupTarget target(BackupSpec spec, BackupStatus status, Map<String, String> annotations) {
        var object = new PrometheusCluster();
        object.getMetadata().setName("demo");
        object.getMetadata().setNamespace("default");
        object.getMetadata().setCreationTimestamp("2026-01-31T05:05:00Z");
        object.getMetadata().setAnnotations(annotations);
        return new BackupTarget(object, spec, status, null, null, Map.of(), "prometheus", 9090, "/", "/");
    }
}
