package io.cameleer.backup;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
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

    private static final Instant ANY = Instant.parse("2024-01-01T00:00:00Z");

    private final ExecutionTime times;

    private final ZoneId zone;

    /** Whether it is of every hour, as the clocks count them: then an hour that comes twice is two. */
    private final boolean hourly;

    private Schedule(Cron cron, ZoneId zone) {
        this.times = ExecutionTime.forCron(cron);
        this.zone = zone;
        this.hourly = cron.retrieve(CronFieldName.HOUR).getExpression() instanceof Always;
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
     * they repeat in autumn only the first counts, unless the schedule is of every hour.
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
            return of(expression).next(ANY).isPresent()
                    ? Optional.empty()
                    : Optional.of("\"" + expression + "\" never comes: no such month has such a day");
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
        return last(now).filter(time -> time.isAfter(since)).filter(time -> deadline.map(
                        limit -> Duration.between(time, now).compareTo(limit) <= 0)
                .orElse(true));
    }

    /** The last time that is not after an instant. */
    private Optional<Instant> last(Instant now) {
        var minute = now.atZone(zone).withSecond(0).withNano(0);
        var found = times.isMatch(minute) ? Optional.of(minute) : times.lastExecution(now.atZone(zone));
        // The library goes back by the fields, so where an hour comes twice it may pass by what came later in the
        // first.
        var last = found.map(time -> time.withEarlierOffsetAtOverlap().toInstant());
        for (var next = last; next.filter(time -> !time.isAfter(now)).isPresent(); next = next(next.get())) {
            last = next;
        }
        return last;
    }

    /** The first time after an instant. */
    public Optional<Instant> next(Instant after) {
        var next = times.nextExecution(after.atZone(zone));
        while (!hourly && next.filter(Schedule::isRepeated).isPresent()) {
            next = times.nextExecution(next.get());
        }
        return next.map(time -> time.toInstant());
    }

    /** Whether the clocks have shown this time an hour before. */
    private static boolean isRepeated(ZonedDateTime time) {
        return !time.equals(time.withEarlierOffsetAtOverlap());
    }

    /** CronJob joins the two day fields by "or" when neither is a star, and by "and" otherwise. */
    private static CronDefinition definition(String expression) {
        var fields = expression.strip().split("\\s+");
        var either = fields.length == 5 && !fields[2].startsWith("*") && !fields[4].startsWith("*");
        return either ? CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX) : KUBERNETES;
    }
}
