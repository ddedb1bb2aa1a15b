package io.cameleer.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.cameleer.audit.AuditRecord;
import io.cameleer.backup.catalog.BackupCatalog;
import io.cameleer.backup.catalog.Retention;
import io.cameleer.backup.catalog.StoredBackup;
import io.cameleer.backup.store.Store;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the retention of a cluster after each of its backups. What it cannot do does not undo the backup. */
public final class RetentionRun {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionRun.class);
    private static final Duration ABANDONED = Duration.ofDays(1);
    private static final int NAMED = 100;

    /** Where in a custom resource of any family stands what is kept where. */
    private static final List<String> MEANT = List.of("/spec/backup", "/status/backupTemplate");

    /** And where the newest backup that was verified. */
    private static final String VERIFIED = "/status/verify/backup";

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
        var removed = new ArrayList<StoredBackup>();
        try {
            return apply(run, limits, removed);
        } catch (KubernetesClientException e) {
            LOG.warn(
                    "Retention of {} stopped and is left to the next backup",
                    run.target().id(),
                    e);
            return audit(run, "failure", told(removed) + Outcomes.words(e));
        }
    }

    private AuditRecord apply(BackupRun run, BackupSpec.Retention limits, List<StoredBackup> removed) {
        try (var store = stores.open(run.target())) {
            return apply(run, store, limits, removed);
        } catch (BackupException e) {
            var text = told(removed) + e.getMessage();
            LOG.warn("Retention of {} failed: {}", run.target().id(), text);
            record(run, "Failed", removed, null, e.getMessage());
            events.warning(run.target().object(), "RetentionFailed", text);
            return audit(run, "failure", text);
        }
    }

    private AuditRecord apply(BackupRun run, Store store, BackupSpec.Retention limits, List<StoredBackup> removed) {
        var object = run.target().object();
        var same = isSame(object);
        var now = status.current(object).filter(same);
        if (now.isEmpty()) {
            return stopped(run, removed);
        }
        var spared = Retention.spared(store, run.folder(), verified(now.get()), clock.instant());
        var all = BackupCatalog.list(store, run.folder().path());
        var outcome = Retention.plan(all, limits, object, spared, clock.instant());
        if (limits.tellsOnly()) {
            record(run, "Told", outcome.expired(), outcome.kept(), null);
            if (!outcome.expired().isEmpty()) {
                events.normal(object, "RetentionDryRun", "Would remove " + names(outcome.expired()) + ".");
            }
            return null;
        }
        Retention.remove(
                store,
                run.folder(),
                outcome.expired(),
                backup -> mayGo(object, same, backup),
                clock.instant(),
                removed::add);
        if (!status.holds(object, same)) {
            return stopped(run, removed);
        }
        var objects = Retention.collect(store, run.folder(), clock.instant().minus(ABANDONED));
        var kept = outcome.kept() + outcome.expired().size() - removed.size();
        record(run, "Applied", removed, kept, null);
        if (removed.isEmpty()) {
            return null;
        }
        var text = "Removed " + names(removed)
                + (objects == 0 ? "" : " and " + objects + " files that only they needed") + "; " + kept + " stay.";
        events.normal(object, "BackupsRemoved", text);
        LOG.info("Retention of {}: {}", run.target().id(), text);
        return audit(run, "success", text);
    }

    /** A change of limits, like a successor, has the last word; what went before it is told. */
    private AuditRecord stopped(BackupRun run, List<StoredBackup> removed) {
        var text = told(removed)
                + "it changed meanwhile, or another process leads, so its next backup applies the retention";
        LOG.info("Retention of {} stopped: {}", run.target().id(), text);
        return removed.isEmpty() ? null : audit(run, "success", text);
    }

    private static String told(List<StoredBackup> removed) {
        return removed.isEmpty() ? "" : "Removed " + names(removed) + "; then: ";
    }

    private static String names(List<StoredBackup> backups) {
        return backups.stream().limit(NAMED).map(StoredBackup::name).collect(Collectors.joining(", "));
    }

    private boolean mayGo(HasMetadata object, Predicate<JsonNode> same, StoredBackup backup) {
        return status.holds(object, same.and(now -> !verified(now).equals(Optional.of(backup.name()))));
    }

    private Predicate<JsonNode> isSame(HasMetadata object) {
        var meant = status.tree(object);
        return now -> MEANT.stream().allMatch(field -> now.at(field).equals(meant.at(field)));
    }

    private static Optional<String> verified(JsonNode now) {
        return Optional.ofNullable(now.at(VERIFIED).textValue());
    }

    private void record(BackupRun run, String state, List<StoredBackup> expired, Integer kept, String message) {
        var record = new LinkedHashMap<String, Object>();
        record.put("time", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        record.put("state", state);
        record.put(
                "expired", expired.stream().limit(NAMED).map(StoredBackup::name).toList());
        record.put("count", expired.size());
        record.put("kept", kept);
        record.put("message", message);
        status.set(run.target().object(), Map.of("retention", record));
    }

    private AuditRecord audit(BackupRun run, String result, String detail) {
        return AuditRecord.of(run.target().object(), "retention", "cameleer", result, detail, clock.instant());
    }
}
