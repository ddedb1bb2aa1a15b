package io.cameleer.backup;

import io.cameleer.audit.AuditRecord;
import io.cameleer.backup.catalog.BackupCatalog;
import io.cameleer.backup.catalog.Retention;
import io.cameleer.backup.catalog.StoredBackup;
import io.cameleer.backup.store.Store;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.StatusWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the retention of a cluster after each of its backups. What it cannot do does not undo the backup. */
public final class RetentionRun {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionRun.class);
    private static final Duration ABANDONED = Duration.ofDays(1);
    private static final int NAMED = 100;

    private final StoreAccess stores;
    private final StatusWriter status;
    private final Events events;
    private final Clock clock;

    /** Works on the stores that clusters name. */
    public RetentionRun(StoreAccess stores, StatusWriter status, Events events, Clock clock) {
        this.stores = stores;
        this.status = status;
        this.events = events;
        this.clock = clock;
    }

    /** Applies it and returns the audit log's row, or null when there is nothing to say. */
    public AuditRecord apply(BackupRun run) {
        var limits = run.target().spec().retention();
        if (limits == null || (limits.count() == null && limits.age() == null)) {
            return null;
        }
        try (var store = stores.open(run.target())) {
            return apply(run, store, limits);
        } catch (BackupException e) {
            record(run, "Failed", List.of(), null, e.getMessage());
            events.warning(run.target().object(), "RetentionFailed", e.getMessage());
            LOG.warn("Retention of {} failed: {}", run.target().id(), e.getMessage());
            return audit(run, "failure", e.getMessage());
        }
    }

    private AuditRecord apply(BackupRun run, Store store, BackupSpec.Retention limits) {
        var all = BackupCatalog.list(store, run.folder().path());
        var outcome = Retention.plan(all, limits, run.target().object(), clock.instant());
        var names = outcome.expired().stream().map(StoredBackup::name).toList();
        var told = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        if (limits.tellsOnly()) {
            record(run, "Told", names, outcome.kept(), null);
            if (!names.isEmpty()) {
                events.normal(run.target().object(), "RetentionDryRun", "Would remove " + told + ".");
            }
            return null;
        }
        Retention.remove(store, run.folder(), outcome.expired());
        var objects = Retention.collect(store, run.folder(), clock.instant().minus(ABANDONED));
        record(run, "Applied", names, outcome.kept(), null);
        if (names.isEmpty()) {
            return null;
        }
        var text = "Removed " + told + (objects == 0 ? "" : " and " + objects + " files that only they needed") + "; "
                + outcome.kept() + " stay.";
        events.normal(run.target().object(), "BackupsRemoved", text);
        LOG.info("Retention of {}: {}", run.target().id(), text);
        return audit(run, "success", text);
    }

    private void record(BackupRun run, String state, List<String> expired, Integer kept, String message) {
        var record = new LinkedHashMap<String, Object>();
        record.put("time", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        record.put("state", state);
        record.put("expired", expired.stream().limit(NAMED).toList());
        record.put("count", expired.size());
        record.put("kept", kept);
        record.put("message", message);
        status.set(run.target().object(), Map.of("retention", record));
    }

    private AuditRecord audit(BackupRun run, String result, String detail) {
        return AuditRecord.of(run.target().object(), "retention", "cameleer", result, detail, clock.instant());
    }
}
