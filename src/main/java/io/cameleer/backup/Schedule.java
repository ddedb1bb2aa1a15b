package io.cameleer.backup;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A schedule as Kubernetes' CronJob knows it: five fields or a macro, in UTC, and a day that matches either the day of
 * the month or the day of the week when both are given.
 */
public final class Schedule {
    private static final CronDefinition KUBERNETES = CronDefinitionBuilder.defineCron()
            .withMinutes()
            .withStrictRange()
            .and()
            .withHours()
            .withStrictRange()
            .and()
            .withDayOfMonth()
            .withStrictRange()
            .and()
            .withMonth()
            .withStrictRange()
            .and()
            .withDayOfWeek()
            .withValidRange(0, 7)
            .withMondayDoWValue(1)
            .withIntMapping(7, 0)
            .withStrictRange()
            .and()
            .withSupportedNicknameAnnually()
            .withSupportedNicknameYearly()
            .withSupportedNicknameMonthly()
            .withSupportedNicknameWeekly()
            .withSupportedNicknameDaily()
            .withSupportedNicknameMidnight()
            .withSupportedNicknameHourly()
            .matchDayOfWeekAndDayOfMonth()
            .instance();

    private final ExecutionTime times;

    private final ZoneId zone;

    private Schedule(Cron cron, ZoneId zone) {
        this.times = ExecutionTime.forCron(cron);
        this.zone = zone;
    }

    /**
     * Reads a schedule.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Schedule of(String expression) {
        return of(expression, ZoneOffset.UTC);
    }

    /**
     * Reads a schedule whose times are those of a zone's clocks. An hour that they skip in spring has no times; of one that
     * they repeat in autumn only the first counts for a schedule of fixed hours, as CronJob does.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Schedule of(String expression, ZoneId zone) {
        return new Schedule(
                new CronParser(definition(expression)).parse(expression.strip()).validate(), zone);
    }

    /** What is wrong with an expression, or nothing. */
    public static Optional<String> problem(String expression) {
        try {
            of(expression);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("\"" + expression + "\" is not a cron schedule: " + e.getMessage());
        }
    }

    /**
     * The time for which a backup is due: the latest one after {@code since} and not after {@code now}; earlier ones that
     * were missed are covered by it.
     *
     * @param deadline how late a time may still be served, endlessly when empty
     */
    public Optional<Instant> due(Instant since, Instant now, Optional<Duration> deadline) {
        var minute = now.atZone(zone).withSecond(0).withNano(0);
        var last = times.isMatch(minute) ? Optional.of(minute) : times.lastExecution(now.atZone(zone));
        return last.map(time -> time.toInstant())
                .filter(time -> time.isAfter(since))
                .filter(time ->
                        deadline.map(limit -> !time.plus(limit).isBefore(now)).orElse(true));
    }

    /** The first time after an instant. */
    public Optional<Instant> next(Instant after) {
        return times.nextExecution(after.atZone(zone)).map(time -> time.toInstant());
    }

    /** CronJob joins the two day fields by "or" when neither is a star, and by "and" otherwise. */
    private static CronDefinition definition(String expression) {
        var fields = expression.strip().split("\\s+");
        var either = fields.length == 5 && !fields[2].startsWith("*") && !fields[4].startsWith("*");
        return either ? CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX) : KUBERNETES;
    }
}
