package io.cameleer.backup.restore;

import io.cameleer.audit.AuditRecord;
import io.cameleer.backup.BackupException;
import io.cameleer.backup.Outcomes;
import io.cameleer.backup.catalog.BackupCatalog;
import io.cameleer.backup.catalog.StoredBackup;
import io.cameleer.backup.restore.RestoreRun.Purpose;
import io.cameleer.backup.store.Store;
import io.cameleer.reconcile.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up the restores that are due and keeps their record in the status of their object. */
public final class Restores {
    private static final Logger LOG = LoggerFactory.getLogger(Restores.class);

    private final KubernetesClient client;
    private final Transfers transfers;
    private final DataCheck check;
    private final Outcomes outcomes;
    private final Duration pause;

    /**
     * Keeps its records with a client.
     *
     * @param pause how long after a failure a restore that nobody has to allow is tried again
     */
    public Restores(KubernetesClient client, Transfers transfers, DataCheck check, Outcomes outcomes, Duration pause) {
        this.client = client;
        this.transfers = transfers;
        this.check = check;
        this.outcomes = outcomes;
        this.pause = pause;
    }

    /** What is to be done for a cluster now, or null; whatever is returned counts as running until it is released. */
    public RestoreRun due(RestoreTarget target) {
        return isIdle(target)
                ? takenUp(
                        target, RestoreDecisions.next(target, actual(target), check::ready, outcomes.instant(), pause))
                : null;
    }

    private boolean isIdle(RestoreTarget target) {
        return RestoreDecisions.isOpen(target) && !outcomes.isTaken(target.object());
    }

    private RestoreRun takenUp(RestoreTarget target, Optional<RestoreRun> next) {
        return next.filter(run -> outcomes.take(target.object())).orElse(null);
    }

    /**
     * Records the begin of an attempt, unless another process was faster.
     *
     * @return the run, or null
     */
    public RestoreRun begin(RestoreRun due) {
        var run = due.begun(outcomes.instant());
        if (run.purpose() != Purpose.RESTORE) {
            return run;
        }
        var record = new LinkedHashMap<String, Object>();
        record.put("id", run.target().fingerprint());
        record.put("state", "Running");
        record.put(
                "failures", run.target().record().map(RestoreStatus::failures).orElse(0));
        record.put(
                "replaces", run.target().record().map(RestoreStatus::replaces).orElse(null));
        for (var empty : new String[] {"completionTime", "bytes", "totalBytes", "rate", "series", "message"}) {
            record.put(empty, null);
        }
        if (settled(run.target()).isEmpty()) {
            for (var unknown : new String[] {"backup", "key", "checksum", "word", "from", "to"}) {
                record.put(unknown, null);
            }
        }
        if (!outcomes.claim(run.target().object(), record, Map.of())) {
            LOG.info(
                    "The restore of {} was claimed by another process or its cluster changed meanwhile",
                    run.target().id());
            return null;
        }
        outcomes.tell(run.target().object(), "RestoreStarted", "A restore begins.");
        LOG.info("Restore of {} begins", run.target().id());
        return run;
    }

    /**
     * Chooses the backup and finds out what it consists of.
     *
     * @throws BackupException when there is none, or when the database would not keep it
     */
    public RestoreRun choose(RestoreRun run) {
        var target = run.target();
        try (var store = transfers.open(run)) {
            var plan = RestorePlan.of(
                    store, chosen(target, store), target.backups().api().format());
            refuseAnother(target, plan);
            refuseWhatWouldNotBeKept(target, plan);
            return run.bringing(plan);
        }
    }

    private static StoredBackup chosen(RestoreTarget target, Store store) {
        var location = target.spec().location(target.backups().spec());
        var folder =
                location.folder(Optional.ofNullable(target.spec().cluster()).orElse(target.name()));
        // "The newest" means what it meant when a person was asked or the restore began.
        var settled = settled(target).map(RestoreStatus::key);
        return BackupChoice.of(
                BackupCatalog.list(store, folder),
                settled.orElse(target.spec().backup()),
                settled.isPresent() ? null : target.spec().before(),
                location.bucket() + "/" + folder);
    }

    /** The record that says which backup it is: that of a restore which was interrupted, or of one which a person allows. */
    private static Optional<RestoreStatus> settled(RestoreTarget target) {
        return target.record()
                .filter(found -> "Running".equals(found.state()) || target.confirmed())
                .filter(found -> found.key() != null);
    }

    private static void refuseAnother(RestoreTarget target, RestorePlan plan) {
        settled(target)
                .map(RestoreStatus::checksum)
                .filter(checksum -> !checksum.equals(plan.checksum()))
                .ifPresent(checksum -> {
                    throw new BackupException(
                            "backup " + plan.backup().name() + " is not the one any more that was chosen: "
                                    + plan.backup().key() + " was changed since");
                });
    }

    private void refuseWhatWouldNotBeKept(RestoreTarget target, RestorePlan plan) {
        if (target.retention() == null || plan.range().isEmpty()) {
            return;
        }
        var oldest = outcomes.instant().minus(target.retention());
        if (plan.range().get().to().isBefore(oldest)) {
            throw new BackupException("spec.retention: the newest sample of backup "
                    + plan.backup().name() + " is of " + plan.range().get().to()
                    + ", which the database would delete at its start; set a longer retention");
        }
    }

    /**
     * Records what a restore would replace and how to allow it; the cluster runs on meanwhile.
     *
     * @throws BackupException when the record would not be kept
     */
    public AuditRecord ask(RestoreRun run) {
        var plan = run.plan();
        var target = run.target();
        refuseForgetful(target);
        var word = Confirmation.word(target, plan.backup().key(), plan.checksum());
        var text =
                "Backup %s (%,d bytes%s) would replace the data of %s; what was written since is lost. To allow it: %s"
                        .formatted(
                                plan.backup().name(),
                                plan.bytes(),
                                plan.range()
                                        .map(range -> ", samples to " + range.to())
                                        .orElse(""),
                                DataPods.claims(target).stream()
                                        .map(claim -> claim.getMetadata().getName())
                                        .collect(Collectors.joining(", ")),
                                command(target, word));
        var record = chosen(run);
        record.put("word", word);
        record.put("state", "ConfirmationRequired");
        for (var empty : new String[] {"startTime", "bytes", "totalBytes", "rate", "series"}) {
            record.put(empty, null);
        }
        record.put("completionTime", outcomes.now());
        record.put("replaces", true);
        record.put("message", text);
        set(run, record);
        outcomes.warn(target.object(), "RestoreNeedsConfirmation", text);
        LOG.info("Restore of {} waits for a person: {}", target.id(), text);
        return outcomes.step(run.target().object(), run.actor(), "pending", text);
    }

    /** The API server drops fields that an older definition does not have, and with them the word that was asked for. */
    private static void refuseForgetful(RestoreTarget target) {
        if (target.record().filter(RestoreStatus::isAskedWithoutWord).isPresent()) {
            throw new BackupException(
                    "the definition of " + target.object().getPlural()
                            + " is older than this operator and does not keep what a person is asked; apply the chart's folder crds");
        }
    }

    private static String command(RestoreTarget target, String word) {
        return "kubectl annotate -n %s %s %s --overwrite %s=%s"
                .formatted(
                        target.namespace(),
                        target.object().getKind().toLowerCase(Locale.ROOT),
                        target.name(),
                        RestoreTarget.CONFIRMED,
                        word);
    }

    /** Whether volumes hold data that nobody has allowed to be replaced; what is chosen is recorded as well. */
    public boolean needsConfirmation(RestoreRun run) {
        var occupied = transfers.occupied(run);
        var record = chosen(run);
        record.put(
                "replaces",
                occupied || run.target().record().map(RestoreStatus::replaces).orElse(false));
        record.put("totalBytes", run.plan().bytes() * run.pods().size());
        set(run, record);
        return occupied && !run.target().confirmed();
    }

    private static LinkedHashMap<String, Object> chosen(RestoreRun run) {
        var record = new LinkedHashMap<String, Object>();
        record.put("id", run.target().fingerprint());
        record.put(
                "failures", run.target().record().map(RestoreStatus::failures).orElse(0));
        record.put("backup", run.plan().backup().name());
        record.put("key", run.plan().backup().key());
        record.put("checksum", run.plan().checksum());
        record.put(
                "from", run.plan().range().map(range -> range.from().toString()).orElse(null));
        record.put("to", run.plan().range().map(range -> range.to().toString()).orElse(null));
        return record;
    }

    /** Records that the data are in place; the database is started over them and then asked. */
    public AuditRecord placed(RestoreRun run) {
        var bytes = run.plan().bytes() * run.pods().size();
        var record = chosen(run);
        record.put("state", "Placed");
        record.put("word", null);
        record.put("bytes", bytes);
        record.put("completionTime", outcomes.now());
        record.put(
                "rate",
                bytes
                        * 1000
                        / Math.max(
                                1,
                                Duration.between(run.begin(), outcomes.instant())
                                        .toMillis()));
        set(run, record);
        var text = "%s: %,d bytes in %d volumes, every checksum verified"
                .formatted(run.plan().backup().name(), bytes, run.pods().size());
        outcomes.tell(run.target().object(), "RestorePlaced", text);
        return outcomes.step(run.target().object(), run.actor(), "success", text);
    }

    /**
     * Asks every replica for its data at the time of the last sample and records the answer.
     *
     * @throws BackupException when one answers without them
     */
    public AuditRecord confirmData(RestoreRun run) {
        var target = run.target();
        var last = Optional.ofNullable(target.status().to()).map(Instant::parse);
        var record = new LinkedHashMap<String, Object>();
        record.put("state", "Succeeded");
        var text = target.status().backup() + ": no file tells the time of a sample, so no query was made";
        if (last.isPresent()) {
            var series = check.fewestSeries(target, last.get());
            if (series == 0) {
                throw new BackupException("the database is ready and answers without a sample at " + last.get()
                        + ", the last one of backup " + target.status().backup()
                        + "; look at its log, and choose another backup");
            }
            record.put("series", series);
            text = "%s: every replica answers with %,d series at %s"
                    .formatted(target.status().backup(), series, last.get());
        }
        record.put("message", null);
        outcomes.recordIf(target.object(), "state", "Placed", record);
        return outcomes.succeeded(target.object(), run.actor(), "RestoreSucceeded", text, LOG);
    }

    /** Records that all attempts failed; a cluster that had data goes on with them. */
    public AuditRecord failed(@Body RestoreRun run, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        var record = new LinkedHashMap<String, Object>();
        record.put("id", run.target().fingerprint());
        record.put(
                "failures",
                1 + run.target().record().map(RestoreStatus::failures).orElse(0));
        if (run.purpose() == Purpose.ASK) {
            record.put("replaces", null);
        }
        record.put("word", null);
        return outcomes.failed(run.target().object(), run.actor(), "RestoreFailed", failure, record, "", LOG);
    }

    /** Forgets a run, however it ended. */
    public void release(HasMetadata object) {
        outcomes.release(object);
    }

    /** One of the cluster's name that belongs to somebody else is none: what it runs on is not touched. */
    private Optional<StatefulSet> actual(RestoreTarget target) {
        return Optional.ofNullable(client.resource(target.set()).get()).filter(set -> Owner.owns(target.object(), set));
    }

    private void set(RestoreRun run, Map<String, ?> record) {
        outcomes.record(run.target().object(), record);
    }
}
