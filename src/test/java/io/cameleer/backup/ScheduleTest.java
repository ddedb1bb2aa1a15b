package io.cameleer.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 */6 * * *   | 2026-01-31T05:00:00Z | 2026-01-31T06:00:00Z",
                "*/15 * * * *  | 2026-01-31T05:01:00Z | 2026-01-31T05:15:00Z",
                "0 0 * * 0     | 2026-01-28T00:00:00Z | 2026-02-01T00:00:00Z",
                "0 0 * * 7     | 2026-01-28T00:00:00Z | 2026-02-01T00:00:00Z",
                "0 0 * * SUN   | 2026-01-28T00:00:00Z | 2026-02-01T00:00:00Z",
                "0 0 * * 1-5   | 2026-01-31T00:00:00Z | 2026-02-02T00:00:00Z",
                "30 2 1,15 * * | 2026-01-31T00:00:00Z | 2026-02-01T02:30:00Z",
                "0 0 29 2 *    | 2026-01-31T00:00:00Z | 2028-02-29T00:00:00Z",
                "@daily        | 2026-01-31T05:00:00Z | 2026-02-01T00:00:00Z",
                "@hourly       | 2026-01-31T05:00:00Z | 2026-01-31T06:00:00Z",
                "0 0 13 * FRI  | 2026-01-31T05:00:00Z | 2026-02-06T00:00:00Z"
            })
    void theNextTimeIsThatOfCronJob(String expression, Instant after, Instant expected) {
        assertThat(Schedule.of(expression).next(after)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "every day", "* * * *", "60 * * * *", "* * * * * *", "0 0 32 * *", "@sometimes"})
    void whatIsNoScheduleIsNamed(String expression) {
        assertThat(Schedule.problem(expression)).hasValueSatisfying(problem -> assertThat(problem)
                .startsWith("\"" + expression + "\" is not a cron schedule: "));
    }

    @Test
    void ofManyMissedTimesOnlyTheLatestIsDue() {
        var due = Schedule.of("0 * * * *")
                .due(Instant.parse("2026-01-30T00:00:00Z"), Instant.parse("2026-01-31T05:10:00Z"), Optional.empty());
        assertThat(due).contains(Instant.parse("2026-01-31T05:00:00Z"));
    }

    @Test
    void aTimeThatWasServedIsNotDueAgain() {
        var time = Instant.parse("2026-01-31T05:00:00Z");
        assertThat(Schedule.of("0 * * * *").due(time, time.plusSeconds(59), Optional.empty()))
                .isEmpty();
        assertThat(Schedule.of("0 * * * *").due(time.minusSeconds(1), time, Optional.empty()))
                .contains(time);
    }

    @Test
    void aTimeMissedByMoreThanTheDeadlineIsGivenUp() {
        var schedule = Schedule.of("0 * * * *");
        var since = Instant.parse("2026-01-31T04:30:00Z");
        var now = Instant.parse("2026-01-31T05:10:00Z");
        assertThat(schedule.due(since, now, Optional.of(Duration.ofMinutes(5)))).isEmpty();
        assertThat(schedule.due(since, now, Optional.of(Duration.ofMinutes(10))))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 6 * * *  | 2026-01-31T04:00:00Z | 2026-01-31T05:00:00Z",
                "0 6 * * *  | 2026-07-01T03:00:00Z | 2026-07-01T04:00:00Z",
                // The clocks go forward from 2 to 3 on 29 March: a time that they skip does not come, as with CronJob.
                "30 2 * * * | 2026-03-29T00:00:00Z | 2026-03-30T00:30:00Z",
                // They go back from 3 to 2 on 25 October: the hour that comes twice counts once.
                "30 2 * * * | 2026-10-25T00:00:00Z | 2026-10-25T00:30:00Z",
                "30 2 * * * | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z",
                "30 2,3 * * * | 2026-10-25T00:30:00Z | 2026-10-25T02:30:00Z",
                "0 0-5 * * * | 2026-10-25T00:00:00Z | 2026-10-25T02:00:00Z",
                // What is of every hour is of both.
                "30 * * * * | 2026-10-25T00:30:00Z | 2026-10-25T01:30:00Z",
                "@hourly    | 2026-10-25T00:00:00Z | 2026-10-25T01:00:00Z"
            })
    void aTimeIsThatOfTheZonesClocks(String expression, Instant after, Instant expected) {
        assertThat(Schedule.of(expression, ZoneId.of("Europe/Berlin")).next(after))
                .contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Europe/Berlin    | 30 2 * * *     | 2026-10-25T01:30:05Z | 2026-10-25T00:30:00Z",
                "Europe/Berlin    | 30 2 * * *     | 2026-10-25T03:00:00Z | 2026-10-25T00:30:00Z",
                "Europe/Berlin    | 0 2 * * *      | 2026-10-25T01:10:00Z | 2026-10-25T00:00:00Z",
                "Europe/Berlin    | 30 2,3 * * *   | 2026-10-25T01:30:05Z | 2026-10-25T00:30:00Z",
                // The second 2:20 comes after the first 2:40.
                "Europe/Berlin    | 10,40 2 * * *  | 2026-10-25T01:20:00Z | 2026-10-25T00:40:00Z",
                "Europe/Berlin    | 30 * * * *     | 2026-10-25T01:30:05Z | 2026-10-25T01:30:00Z",
                "Europe/Berlin    | 30 2 * * *     | 2026-03-29T01:45:00Z | 2026-03-28T01:30:00Z",
                "America/New_York | 30 1 * * *     | 2026-11-01T06:30:05Z | 2026-11-01T05:30:00Z"
            })
    void whatIsDueIsTheLastTimeAndAnHourThatComesTwiceCountsOnce(
            ZoneId zone, String expression, Instant now, Instant expected) {
        var schedule = Schedule.of(expression, zone);
        assertThat(schedule.due(Instant.EPOCH, now, Optional.empty())).contains(expected);
        assertThat(schedule.due(expected, now, Optional.empty())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *"})
    void whatNeverComesIsNamed(String expression) {
        assertThat(Schedule.problem(expression))
                .contains("\"" + expression + "\" never comes: no such month has such a day");
    }

    @Test
    void aDeadlineThatIsNeverReachedIsNone() {
        var due = Schedule.of("0 * * * *")
                .due(
                        Instant.EPOCH,
                        Instant.parse("2026-01-31T05:10:00Z"),
                        Optional.of(Duration.ofSeconds(Long.MAX_VALUE)));
        assertThat(due).contains(Instant.parse("2026-01-31T05:00:00Z"));
    }
}
