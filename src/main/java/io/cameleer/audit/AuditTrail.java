package io.cameleer.audit;

import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Transitions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of the audit routes: from what happened to rows for the database. */
public final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final int BATCH = 500;
    /** Classes of SQLSTATE: cardinality violation, data exception, integrity violation, program limit exceeded. */
    private static final Set<String> FAULTS_OF_ROWS = Set.of("21", "22", "23", "54");

    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicLong rows = new AtomicLong();
    private final Counter rejected;
    private final Optional<AuditSpool> spool;
    private final Transitions transitions;
    private final MeterRegistry meters;
    private final Clock clock;

    /** Keeps records in a spool, or nothing when the audit log is off. */
    public AuditTrail(Optional<AuditSpool> spool, Transitions transitions, MeterRegistry meters, Clock clock) {
        this.spool = spool;
        this.transitions = transitions;
        this.meters = meters;
        this.clock = clock;
        this.rejected = Counter.builder("cameleer.audit.rejected")
                .description(
                        "Audit records that the database will never take; they are in rejected.jsonl beside the spool")
                .register(meters);
        spool.ifPresent(present -> Gauge.builder("tsdb_operator_audit_rows", rows, AtomicLong::doubleValue)
                .description("Rows of the audit log when they were last counted")
                .register(meters));
        spool.ifPresent(present -> Gauge.builder("cameleer.audit.spool", present, AuditTrail::waiting)
                .description("Audit records on their way to the database")
                .baseUnit("bytes")
                .register(meters));
    }

    /** Counts rows that were deleted because they were old. */
    public void pruned(int rows) {
        meters.counter("tsdb_operator_audit_prune").increment(rows);
        if (rows > 0) {
            LOG.info("{} audit rows were older than they need to be and are deleted", rows);
        }
    }

    /** Tells how many rows there are. */
    public void counted(long number) {
        rows.set(number);
    }

    /** Keeps a row of a write before it is made: whatever happens then, the log has it. */
    public void intend(Plan plan) throws IOException {
        keep(List.of(row(plan, "pending")));
    }

    /** Notes that the write was made; the database turns its pending row into this one. */
    public void carriedOut(Plan plan) throws IOException {
        keep(List.of(row(plan, "success")));
    }

    private AuditRecord row(Plan plan, String result) {
        var row = AuditRecord.of(
                plan.primary(),
                plan.change().operation(),
                "cameleer",
                result,
                plan.change().text(),
                clock.instant());
        return row.withEventId(plan.id());
    }

    /** Keeps a row of everything that newly went wrong. */
    public void keepNews(Reconciliation<?> reconciliation) throws IOException {
        keep(transitions.of(reconciliation).stream()
                .filter(Transitions.News::warning)
                .map(news -> row(reconciliation, "reconcile", "failure", news.reason() + ": " + news.message()))
                .toList());
    }

    /** Keeps the row of a deletion, at the moment when the operator lets the object go. */
    public void keepDeletion(Reconciliation<?> reconciliation) throws IOException {
        keep(List.of(row(reconciliation, "delete", "success", "the finalizer was removed")));
    }

    private AuditRecord row(Reconciliation<?> reconciliation, String operation, String result, String detail) {
        return AuditRecord.of(reconciliation.primary(), operation, "cameleer", result, detail, clock.instant());
    }

    private void keep(List<AuditRecord> records) throws IOException {
        if (spool.isPresent() && !records.isEmpty()) {
            spool.get().write(records);
        }
    }

    /** Keeps one row. */
    public void keepOne(AuditRecord record) throws IOException {
        keep(List.of(record));
    }

    /** The next rows for the database, or null when there are none. */
    public AuditSpool.Batch next() throws IOException {
        var batch = spool.orElseThrow().next(BATCH);
        return batch.isEmpty() ? null : batch;
    }

    /** A batch as parameters of the insert statement. */
    public List<Map<String, Object>> rows(AuditSpool.Batch batch) {
        return batch.records().stream().map(AuditTrail::parameters).toList();
    }

    /** One record of a batch as parameters of the same statement. */
    public List<Map<String, Object>> row(AuditRecord record) {
        return List.of(parameters(record));
    }

    private static Map<String, Object> parameters(AuditRecord record) {
        var row = new HashMap<String, Object>();
        row.put("event_id", record.eventId());
        row.put("kind", record.kind());
        row.put("namespace", record.namespace());
        row.put("cluster", record.cluster());
        row.put("operation", record.operation());
        row.put("operator", record.operator());
        row.put("timestamp", record.timestamp());
        row.put("result", record.result());
        row.put("detail", record.detail());
        return row;
    }

    /**
     * Goes on when the database found fault with a row: it will do so for ever, so nobody has to wait.
     *
     * @throws Exception the failure itself when it is any other
     */
    public void requireFaultOfARow(Exception failure) throws Exception {
        var isOne = refusals(failure)
                .map(SQLException::getSQLState)
                .filter(Objects::nonNull)
                .anyMatch(state -> FAULTS_OF_ROWS.stream().anyMatch(state::startsWith));
        if (!isOne) {
            throw failure;
        }
    }

    /** Notes of a record that the database will never take it; it is put aside when all others are written. */
    public void refuse(AuditSpool.Batch batch, AuditRecord record, Exception reason) {
        batch.refused().put(record, said(reason));
    }

    /** What the database itself said: those around it tell of themselves alone. */
    private static String said(Exception failure) {
        return refusals(failure)
                .reduce((outer, inner) -> inner)
                .map(SQLException::getMessage)
                .orElseGet(failure::getMessage);
    }

    private static Stream<SQLException> refusals(Exception failure) {
        return Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast);
    }

    private void reject(List<String> lines, String reason) throws IOException {
        if (!lines.isEmpty()) {
            spool.orElseThrow().reject(lines);
            rejected.increment(lines.size());
            LOG.error("{} audit records are put into rejected.jsonl beside the spool: {}", lines.size(), reason);
        }
    }

    /** Says once that the database is away; the rows stay where they are. */
    public void databaseAway(Exception reason) {
        if (!away.getAndSet(true)) {
            LOG.warn("The audit database takes no rows, they wait in the spool: {}", said(reason));
        }
    }

    /** Notes that the database has a batch. */
    public void committed(AuditSpool.Batch batch) throws IOException {
        if (away.getAndSet(false)) {
            LOG.info("The audit database takes rows again");
        }
        reject(batch.unreadable(), "they are no records");
        for (var refused : batch.refused().entrySet()) {
            reject(List.of(AuditSpool.json(refused.getKey())), refused.getValue());
        }
        spool.orElseThrow().commit(batch);
        batch.records().stream()
                .filter(record -> !batch.refused().containsKey(record))
                .forEach(record -> meters.counter(
                                "tsdb_operator_audit_record", "cluster", record.cluster(), "result", record.result())
                        .increment());
    }

    private static double waiting(AuditSpool spool) {
        try {
            return spool.waiting();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
