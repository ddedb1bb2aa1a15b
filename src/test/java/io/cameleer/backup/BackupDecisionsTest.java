package io.cameleer.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.prometheus.PrometheusSnapshots;
import io.cameleer.reconcile.GrowingPause;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For which time a backup is due after what the status tells of those before. */
class BackupDecisionsTest {
    private static final GrowingPause PAUSE = new GrowingPause(Duration.ofSeconds(60));
    private static final String DAILY = "schedule: '@daily'";
    private static final String REQUESTED = "cameleer.io/backup-requested: ";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // One of 00:00 that ended after the next time.
                "0 */6 * * * | 2026-01-31T00:00:00Z | 2026-01-31T06:10:00Z | 2026-01-31T06:10:00Z | 2026-01-31T06:00:00Z",
                // One that a person asked for at 11:00 and that ended at 12:01.
                "0 12 * * *  | 2026-01-31T11:00:00Z | 2026-01-31T12:01:00Z | 2026-01-31T12:02:00Z | 2026-01-31T12:00:00Z",
                "0 12 * * *  | 2026-01-31T12:00:10Z | 2026-01-31T12:01:00Z | 2026-01-31T12:02:00Z | ",
                "0 */6 * * * | 2026-01-31T06:00:00Z | 2026-01-31T06:10:00Z | 2026-01-31T11:59:59Z | "
            })
    void theScheduleCountsFromTheTimeOfTheDataAndNotFromTheEnd(
            String schedule, String data, String ended, Instant now, Instant expected) {
        var status = "{lastDataTime: '%s', lastBackupTime: '%s', lastScheduleTime: '%s'}".formatted(data, ended, data);
        assertThat(due("schedule: '" + schedule + "'", "", status, now)).isEqualTo(expected);
    }

    @Test
    void aStatusFromBeforeTheTimeOfTheDataWasKnownCountsFromTheEnd() {
        var now = Instant.parse("2026-01-31T06:15:00Z");
        assertThat(due("schedule: '0 */6 * * *'", "", "{lastBackupTime: '2026-01-31T06:10:00Z'}", now))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "suspend: false | 2026-01-31T00:01:59Z | ",
                "suspend: false | 2026-01-31T00:02:00Z | 2026-01-31T00:00:00Z",
                // The next time does not wait for the pause.
                "schedule: '0,1 * * * *' | 2026-01-31T00:01:00Z | 2026-01-31T00:01:00Z",
                "startingDeadlineSeconds: 90 | 2026-01-31T00:02:00Z | ",
                "startingDeadlineSeconds: 120 | 2026-01-31T00:02:00Z | 2026-01-31T00:00:00Z",
                "startingDeadlineSeconds: 9223372036854775807 | 2026-01-31T00:02:00Z | 2026-01-31T00:00:00Z",
                "suspend: true | 2026-01-31T00:02:00Z | "
            })
    void aTimeThatWasTriedInVainIsTriedAgainAfterAPause(String spec, Instant now, Instant expected) {
        var status = """
                {lastScheduleTime: '2026-01-31T00:00:00Z', backup: {state: Failed, trigger: schedule, attempts: 2,
                 time: '2026-01-31T00:00:00Z', completionTime: '2026-01-31T00:00:30Z', failures: 1,
                 retryTime: '2026-01-31T00:02:00Z'}}""";
        assertThat(due(spec.contains("schedule") ? spec : DAILY + ", " + spec, "", status, now))
                .isEqualTo(expected);
    }

    @Test
    void aFurtherAttemptAtATimeIsCountedAndAnotherTimeBeginsAnew() {
        var status = """
                {lastScheduleTime: '2026-01-31T00:00:00Z', backup: {state: Failed, trigger: schedule, attempts: 2,
                 time: '2026-01-31T00:00:00Z', pod: demo-0, snapshot: left, failures: 3}}""";
        var again = target(DAILY, "", status);
        var run = BackupDecisions.next(again, Instant.parse("2026-01-31T00:05:00Z"), Duration.ZERO, PAUSE)
                .orElseThrow();
        assertThat(run.attempt()).isEqualTo(2);
        assertThat(run.snapshot()).as("what lies there still").isEqualTo("left");
        assertThat(again.failures(run.time())).isEqualTo(3);
        var next = BackupDecisions.next(again, Instant.parse("2026-02-01T00:05:00Z"), Duration.ZERO, PAUSE)
                .orElseThrow();
        assertThat(next.attempt()).isZero();
        assertThat(again.failures(next.time())).isZero();
    }

    @Test
    void aRequestInBetweenLosesNeitherTheAttemptsNorTheFailuresOfATime() {
        var status = """
                {lastScheduleTime: '2026-01-31T00:00:00Z', backup: {state: Failed, trigger: request, attempts: 1,
                 time: '2026-01-30T23:00:00Z', completionTime: '2026-01-31T00:03:00Z', request: r1,
                 scheduleAttempts: 2, failures: 1, retryTime: '2026-01-31T01:00:00Z'}}""";
        assertThat(due(DAILY, REQUESTED + "r1", status, Instant.parse("2026-01-31T00:59:59Z")))
                .isNull();
        var again = target(DAILY, REQUESTED + "r1", status);
        var run = BackupDecisions.next(again, Instant.parse("2026-01-31T01:00:00Z"), Duration.ZERO, PAUSE)
                .orElseThrow();
        assertThat(run.isScheduled()).isTrue();
        assertThat(run.attempt()).as("others have the keys of the first two").isEqualTo(2);
        assertThat(again.failures(run.time())).isEqualTo(1);
    }

    @Test
    void thePausesGrowToAnHour() {
        assertThat(IntStream.range(0, 40).mapToObj(before -> PAUSE.after(before)))
                .startsWith(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(4))
                .endsWith(Duration.ofHours(1))
                .isSorted();
        assertThat(new GrowingPause(Duration.ofHours(2)).after(5))
                .as("a setting beyond")
                .isEqualTo(Duration.ofHours(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"retryTime: '2031-01-01T00:00:00Z'", "completionTime: '2031-01-01T00:00:00Z'"})
    void aPauseThatAWrongClockRecordedIsNone(String record) {
        var status = "{lastScheduleTime: '2026-01-31T00:00:00Z', backup: {state: Failed, trigger: schedule, " + record
                + "}}";
        assertThat(due(DAILY, "", status, Instant.parse("2026-01-31T00:05:00Z")))
                .isEqualTo(Instant.parse("2026-01-31T00:00:00Z"));
    }

    @Test
    void whereADefinitionKeepsNoPauseTheFirstOneCounts() {
        var status = """
                {lastScheduleTime: '2026-01-31T00:00:00Z',
                 backup: {state: Failed, trigger: schedule, completionTime: '2026-01-31T00:00:30Z'}}""";
        assertThat(due(DAILY, "", status, Instant.parse("2026-01-31T00:01:29Z")))
                .isNull();
        assertThat(due(DAILY, "", status, Instant.parse("2026-01-31T00:01:30Z")))
                .isNotNull();
    }

    @Test
    void aRequestThatWasServedIsNotServedAgainAfterABackupOfTheSchedule() {
        var status = """
                {lastScheduleTime: '2026-01-31T00:00:00Z', lastDataTime: '2026-01-31T00:00:00Z',
                 backup: {state: Succeeded, trigger: schedule, request: r1, time: '2026-01-31T00:00:00Z'}}""";
        var now = Instant.parse("2026-01-31T00:05:00Z");
        assertThat(due(DAILY, REQUESTED + "r1", status, now)).isNull();
        assertThat(due(DAILY, REQUESTED + "r2", status, now)).isEqualTo(now);
    }

    @Test
    void anInterruptedBackupOfTheScheduleServesNoRequest() {
        var status = """
                {backup: {state: Running, trigger: schedule, request: r1 alice, time: '2026-01-31T00:00:00Z'}}""";
        assertThat(BackupDecisions.next(
                                target(DAILY, "", status), Instant.parse("2026-01-31T00:05:00Z"), Duration.ZERO, PAUSE)
                        .orElseThrow()
                        .actor())
                .isEqualTo("cameleer");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-29T23:54:59Z alice, false",
        "2026-01-29T23:55:00Z alice, true",
        "1769730899 alice, false",
        "1769731200 alice, true",
        "before-the-release, true"
    })
    void aRequestThatIsOlderThanTheClusterWasMadeOfAnotherOne(String request, boolean served) {
        assertThat(due("suspend: true", REQUESTED + request, "{}", Instant.parse("2026-01-30T01:00:00Z")) != null)
                .isEqualTo(served);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "readyReplicas: 0 | 2026-01-31T00:30:00Z | ",
                "readyReplicas: 1 | 2026-01-31T00:01:59Z | ",
                "readyReplicas: 1 | 2026-01-31T00:02:00Z | 2026-01-31T00:00:00Z",
                // For a later time, too, so that the status tells which.
                "readyReplicas: 0 | 2026-02-01T00:00:00Z | 2026-02-01T00:00:00Z"
            })
    void whatWaitsForAPodComesWhenOneIsReady(String ready, Instant now, Instant expected) {
        var status = """
                {%s, lastScheduleTime: '2026-01-31T00:00:00Z', backup: {state: Waiting, trigger: schedule,
                 time: '2026-01-31T00:00:00Z', completionTime: '2026-01-31T00:01:00Z'}}""".formatted(ready);
        assertThat(due(DAILY, "", status, now)).isEqualTo(expected);
    }

    @Test
    void aRequestThatWaitsIsServedUnderItsFirstTimeAndGoesWithTheAnnotation() {
        var status = """
                {readyReplicas: 1, backup: {state: Waiting, trigger: request, request: r1, attempts: 1,
                 time: '2026-01-30T12:00:00Z'}}""";
        var now = Instant.parse("2026-01-30T12:30:00Z");
        assertThat(due(DAILY, REQUESTED + "r1", status, now)).isEqualTo(Instant.parse("2026-01-30T12:00:00Z"));
        assertThat(due(DAILY, REQUESTED + "r2", status, now)).isEqualTo(now);
        assertThat(due(DAILY, "", status, now)).isNull();
        assertThat(due("schedule: '20 12 * * *'", REQUESTED + "r1", status, now))
                .as("which a time of the schedule does not overtake")
                .isEqualTo(Instant.parse("2026-01-30T12:00:00Z"));
        assertThat(due(
                        "schedule: '20 12 * * *'",
                        REQUESTED + "r1",
                        status.replace("readyReplicas: 1", "readyReplicas: 0"),
                        now))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request  | schedule: '@daily'                                | r1 | true",
                "request  | schedule: '@daily', enabled: false                | r1 | true",
                "request  | schedule: '@daily'                                |    | false",
                "schedule | schedule: '@daily'                                |    | true",
                "schedule | schedule: '@daily', startingDeadlineSeconds: 1800 |    | true",
                "schedule | schedule: '@daily', startingDeadlineSeconds: 1799 |    | false",
                "schedule | schedule: '@daily', suspend: true                 |    | false",
                "schedule | schedule: '@daily', enabled: false                |    | false",
                "schedule | schedule: '0 0 1 1 *'                             |    | false",
                "schedule | prefix: p                                         |    | false",
                "schedule | suspend: true                                     | r2 | true"
            })
    void whatWaitsIsGivenUpWhenNobodyAsksForItAnyMore(String trigger, String spec, String asked, boolean wanted) {
        var status = """
                {lastScheduleTime: '2026-01-31T00:00:00Z', backup: {state: Waiting, trigger: %s, request: r1,
                 time: '2026-01-31T00:00:00Z'}}""".formatted(trigger);
        var target = target(spec, asked == null ? "" : REQUESTED + asked, status);
        var now = Instant.parse("2026-01-31T00:30:00Z");
        assertThat(BackupDecisions.isWanted(target, now, Duration.ZERO)).isEqualTo(wanted);
        assertThat(target.isLate(now)).isEqualTo(spec.contains("1799"));
    }

    private static Instant due(String spec, String annotations, String status, Instant now) {
        return BackupDecisions.next(target(spec, annotations, status), now, Duration.ZERO, PAUSE)
                .map(BackupRun::time)
                .orElse(null);
    }

    static BackupTarget target(String spec, String annotations, String status) {
        var cluster = Serialization.unmarshal(
                """
                apiVersion: observability.merlionos.org/v1
                kind: PrometheusCluster
                metadata:
                  name: demo
                  namespace: default
                  creationTimestamp: '2026-01-30T00:00:00Z'
                  annotations: {%s}
                spec: {backup: {bucket: b, %s}}
                status: %s
                """.formatted(annotations, spec.contains("enabled") ? spec : "enabled: true, " + spec, status),
                PrometheusCluster.class);
        return new PrometheusSnapshots().target(cluster);
    }
}
