package io.cameleer.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.cameleer.audit.AuditRecord;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.StatusWriter;
import io.cameleer.workqueue.WorkItem;
import io.cameleer.workqueue.WorkQueue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one kind of run, as backups or restores, is written down: its record in the custom resource's status, Events, a
 * metric and the audit log.
 */
public final class Outcomes {
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    /** How often a run is decided on anew while others write to its object. */
    private static final int DECISIONS = 5;

    private final String field;
    private final String metric;
    private final String operation;
    private final StatusWriter status;
    private final Events events;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Claims claims = new Claims();

    /**
     * Writes one kind of run down.
     *
     * @param field the field of the status that holds the record
     * @param metric the counter of ends, by namespace, cluster and result
     * @param operation the operation's name in the audit log
     */
    public Outcomes(
            String field,
            String metric,
            String operation,
            StatusWriter status,
            Events events,
            MeterRegistry meters,
            Clock clock) {
        this.field = field;
        this.metric = metric;
        this.operation = operation;
        this.status = status;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
    }

    /** What the time is. */
    public Instant instant() {
        return clock.instant();
    }

    /** The same as it stands in a status. */
    public String now() {
        return seconds(clock.instant());
    }

    /** A time as it stands in a status, RFC 3339 in whole seconds. */
    static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Whether this process has claimed a run of an object that has not ended. */
    public boolean isRunning(HasMetadata object) {
        return claims.has(object);
    }

    /** Who has to be told what becomes of the runs. */
    public WorkQueue.Listener listener() {
        return claims;
    }

    /**
     * Begins a run that waited: much may have changed since, so it is decided on anew, and once more when somebody writes to the
     * object just then.
     *
     * @param decision reads the object and decides
     * @param claim records the begin of what was decided, if the object is still the same
     * @return what was begun, or nothing when it is not to be, when another process leads, or when the object changes all the time
     */
    public <T extends WorkItem> Optional<T> begin(Supplier<Optional<T>> decision, Predicate<T> claim) {
        var run = decision.get();
        for (var left = DECISIONS; run.isPresent() && !claim.test(run.get()); run = decision.get()) {
            if (--left == 0) {
                LOG.info(
                        "The {} of {} begins later: its object changes all the time, or another process leads",
                        operation,
                        id(run.get().object()));
                return Optional.empty();
            }
        }
        return run;
    }

    /**
     * Records the begin of a run over the version of the object that the decision was made on, so that of two processes which
     * decided the same only one goes on. The record's {@code startTime} then tells whose run it is.
     *
     * @param record the fields of the record
     * @param beside fields of the status beside it
     * @return false when somebody has written to the object since, or when another process leads
     */
    public boolean claim(HasMetadata object, Map<String, Object> record, Map<String, ?> beside) {
        var begin = clock.instant().toString();
        record.put("startTime", begin);
        var fields = new LinkedHashMap<String, Object>(beside);
        fields.put(field, record);
        if (claims.isAbandoned(object) || !status.claim(object, fields)) {
            return false;
        }
        claims.note(object, begin);
        return true;
    }

    /**
     * Merges fields into the record: of a run that was claimed while it is still this process', otherwise while the object is
     * still the version that the decision was made on. What a cache knew too late is never written over what is.
     *
     * @throws Superseded when that is not so
     */
    public void record(HasMetadata object, Map<String, ?> record) {
        record(object, record, Map.of());
    }

    /** Merges fields into the record and others into the status beside it. */
    public void record(HasMetadata object, Map<String, ?> record, Map<String, ?> beside) {
        var fields = new LinkedHashMap<String, Object>(beside);
        fields.put(field, record);
        var begin = claims.begin(object);
        if (begin.equals(Claims.NONE)) {
            if (!status.claim(object, fields)) {
                throw new Superseded(id(object) + " changed meanwhile, so its " + operation + " is looked at anew");
            }
        } else if (!status.setIf(object, isBegun(begin), fields)) {
            throw superseded(object);
        }
    }

    /**
     * Merges fields into the record of a run that was claimed, if the object still asks for what it asked for when that was
     * decided: after this there is no way but forward.
     *
     * @param asked where in the object that stands, as a JSON pointer
     * @throws Superseded when it does not, or when the run is not this process' any more
     */
    public void recordIfAsked(HasMetadata object, String asked, Map<String, ?> record) {
        recordIf(object, isStanding(object, asked), record);
    }

    /** The same, unless the object is being deleted: it would have to wait for what begins with this. */
    public void recordIfKept(HasMetadata object, String asked, Map<String, ?> record) {
        recordIf(
                object,
                isStanding(object, asked)
                        .and(now -> now.at("/metadata/deletionTimestamp").isMissingNode()),
                record);
    }

    private void recordIf(HasMetadata object, Predicate<JsonNode> condition, Map<String, ?> record) {
        if (!status.setIf(object, condition, Map.of(field, record))) {
            throw superseded(object);
        }
    }

    /**
     * Looks whether a run that was claimed still stands: it is this process', which leads, and the object still asks for it.
     *
     * @param asked as above, empty when nothing in particular is asked for
     * @throws Superseded when it does not
     */
    public void confirm(HasMetadata object, String asked) {
        if (!status.holds(object, isStanding(object, asked))) {
            throw superseded(object);
        }
    }

    private Predicate<JsonNode> isStanding(HasMetadata object, String asked) {
        var begin = claims.begin(object);
        var meant = status.tree(object).at(asked);
        return isBegun(begin).and(now -> asked.isEmpty() || now.at(asked).equals(meant));
    }

    private Predicate<JsonNode> isBegun(String begin) {
        return now -> begin.equals(now.at("/status/" + field + "/startTime").asText());
    }

    private Superseded superseded(HasMetadata object) {
        return new Superseded("the " + operation + " of " + id(object)
                + " is not wanted any more, or another process goes on with it");
    }

    /** Whether a field of the record is kept: a definition that does not know it drops it. */
    public boolean has(HasMetadata object, String key) {
        return status.holds(
                object, now -> now.at("/status/" + field + "/" + key).isTextual());
    }

    /** Tells something that goes as it should. */
    public void tell(HasMetadata object, String reason, String text) {
        events.normal(object, reason, text);
    }

    /** Tells something that needs a person's eye. */
    public void warn(HasMetadata object, String reason, String text) {
        events.warning(object, reason, text);
    }

    /** The audit log's row about a step that is no end. */
    public AuditRecord step(HasMetadata object, String actor, String result, String detail) {
        return AuditRecord.of(object, operation, actor, result, detail, clock.instant());
    }

    /** A run succeeded. */
    public AuditRecord succeeded(HasMetadata object, String actor, String reason, String text, Logger log) {
        events.normal(object, reason, text);
        log.info("{} of {} succeeded: {}", operation, id(object), text);
        return ended(object, actor, "success", text);
    }

    /**
     * A run failed after its last attempt.
     *
     * @param fields what else to record
     * @param about what the row names before the message, or empty
     */
    public AuditRecord failed(
            HasMetadata object,
            String actor,
            String reason,
            Exception failure,
            Map<String, Object> fields,
            String about,
            Logger log) {
        var expected = failure instanceof BackupException;
        var message = words(failure);
        fields.put("state", "Failed");
        fields.put("completionTime", now());
        fields.put("message", message);
        record(object, fields);
        events.warning(object, reason, message);
        if (expected) {
            log.warn("{} of {} failed: {}", operation, id(object), message);
        } else {
            log.warn("{} of {} failed", operation, id(object), failure);
        }
        return ended(object, actor, "failure", about + message);
    }

    /** A failure in words: an unexpected one says what it is. */
    public static String words(Exception failure) {
        return failure instanceof BackupException
                ? failure.getMessage()
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    private AuditRecord ended(HasMetadata object, String actor, String result, String detail) {
        var metadata = object.getMetadata();
        meters.counter(metric, "namespace", metadata.getNamespace(), "cluster", metadata.getName(), "result", result)
                .increment();
        return step(object, actor, result, detail);
    }

    private static String id(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }
}
