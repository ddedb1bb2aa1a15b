package io.cameleer.backup.restore;

import io.cameleer.audit.AuditRecord;
import io.cameleer.backup.BackupException;
import io.cameleer.backup.Outcomes;
import io.cameleer.backup.restore.RestoreRun.Purpose;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what a restore has come to, in the status of its object: whoever reads it goes on from there, after any end of
 * this process.
 */
public final class RestoreRecords {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreRecords.class);

    private final Transfers transfers;
    private final DataCheck check;
    private final Outcomes outcomes;

    /** Writes with the outcomes of restores. */
    public RestoreRecords(Transfers transfers, DataCheck check, Outcomes outcomes) {
        this.transfers = transfers;
        this.check = check;
        this.outcomes = outcomes;
    }

    /**
     * Records what a restore would replace and how to allow it; the cluster runs on meanwhile.
     *
     * @throws BackupException when the volumes of a database that runs have no room for both
     */
    public AuditRecord ask(RestoreRun run) {
        var plan = run.plan();
        var target = run.target();
        if (target.record().filter(RestoreStatus::isAskedWithoutWord).isPresent()) {
            throw RestoreRun.forgetful(target);
        }
        check.refuseTooSmall(run);
        var word = Confirmation.word(target.object(), target.meant(plan.backup().key(), plan.checksum()));
        var text =
                "Backup %s (%,d bytes%s) would replace the data of %s; what was written since is lost%s. To allow it: %s"
                        .formatted(
                                plan.backup().name(),
                                plan.bytes(),
                                plan.range()
                                        .map(range -> ", samples to " + range.to())
                                        .orElse(""),
                                DataPods.claims(target).stream()
                                        .map(PersistentVolumeClaim::getMetadata)
                                        .map(metadata -> metadata.getName())
                                        .collect(Collectors.joining(", ")),
                                target.undo()
                                        .map(before -> ", and so are the data before the last restore, which the word"
                                                + " in status.restore.undo still brings back")
                                        .orElse(""),
                                target.command(RestoreTarget.CONFIRMED, word));
        var record = chosen(run);
        record.put("word", word);
        record.put("state", "ConfirmationRequired");
        for (var empty : new String[] {"bytes", "totalBytes", "rate", "series"}) {
            record.put(empty, null);
        }
        record.put("completionTime", outcomes.now());
        record.put("replaces", true);
        record.put("message", text);
        set(run, record);
        outcomes.warn(target.object(), "RestoreNeedsConfirmation", text);
        LOG.info("Restore of {} waits for a person: {}", target.id(), text);
        return outcomes.step(target.object(), run.actor(), "pending", text);
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
        if (!outcomes.has(run.target().object(), "run")) {
            throw RestoreRun.forgetful(run.target());
        }
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

    /**
     * Records that all data are on the volumes, if they are still wanted. What follows is done to all volumes or, when nobody
     * wants it any more, to none: both by whoever comes next, for as long as it takes.
     *
     * @throws io.cameleer.backup.Superseded when they are not
     */
    public AuditRecord filled(RestoreRun run) {
        var record = chosen(run);
        record.put("state", "Placing");
        record.put("word", null);
        outcomes.recordIfKept(run.target().object(), Standing.ASKED, record);
        var text = "%s: %,d bytes for %d volumes, every checksum right"
                .formatted(
                        run.plan().backup().name(),
                        run.plan().bytes(),
                        run.pods().size());
        return outcomes.step(run.target().object(), run.actor(), "pending", text);
    }

    /**
     * Records that the data are in place, if they are still wanted; the database is started over them and then asked.
     *
     * @throws io.cameleer.backup.Superseded when they are not
     */
    public AuditRecord placed(RestoreRun run) {
        var target = run.target();
        var before = target.status();
        var all = Optional.ofNullable(before.totalBytes()).orElse(0L);
        var record = new LinkedHashMap<String, Object>();
        record.put("state", "Placed");
        record.put("bytes", all);
        record.put(
                "undo",
                Boolean.TRUE.equals(before.replaces()) ? Confirmation.word(target.object(), before.run()) : null);
        record.put("completionTime", outcomes.now());
        record.put("message", null);
        outcomes.recordIfAsked(target.object(), Standing.ASKED, record);
        var text = "%s: %,d bytes in %d volumes, every checksum verified"
                .formatted(before.backup(), all, run.pods().size());
        outcomes.tell(target.object(), "RestorePlaced", text);
        return outcomes.step(target.object(), run.actor(), "success", text);
    }

    /** Records that the volumes are what they were before a restore that is not wanted any more. */
    public AuditRecord undone(RestoreRun run) {
        var target = run.target();
        var record = new LinkedHashMap<String, Object>();
        for (var empty : new String[] {"undo", "run", "volumes", "word", "message", "bytes", "totalBytes", "rate"}) {
            record.put(empty, null);
        }
        if (target.record().isEmpty()) {
            record.put("id", null); // the same restoreFrom, if it comes again, is another one
        }
        record.put("state", "Cancelled");
        record.put("completionTime", outcomes.now());
        set(run, record);
        var text = "The restore was taken back; the volumes are what they were before it.";
        outcomes.tell(target.object(), "RestoreCancelled", text);
        return outcomes.step(target.object(), run.actor(), "success", text);
    }

    /**
     * Asks every replica for its data at the time of the last sample and records the answer.
     *
     * @throws NotServed when one answers without them
     * @throws BackupException when one does not answer
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
                throw new NotServed("the database is ready and answers without a sample at " + last.get()
                        + ", the last one of backup " + target.status().backup()
                        + "; look at its log, and choose another backup");
            }
            record.put("series", series);
            text = "%s: every replica answers with %,d series at %s"
                    .formatted(target.status().backup(), series, last.get());
        }
        record.put("completionTime", outcomes.now());
        record.put("message", null);
        set(run, record);
        return outcomes.succeeded(target.object(), run.actor(), "RestoreSucceeded", text, LOG);
    }

    /**
     * Has every replica let the data go that it had before, and records that there is no way back any more; or, when nobody asks
     * any more for a restore that did not get so far, those that were gathered.
     */
    public AuditRecord forget(RestoreRun run) {
        var target = run.target();
        var volumes = check.forget(run, new Standing(outcomes, run)::check);
        var succeeded = target.state().equals("Succeeded");
        var record = new LinkedHashMap<String, Object>();
        record.put("run", null);
        if (succeeded) {
            record.put("message", null);
        }
        set(run, record);
        return outcomes.step(
                target.object(),
                run.actor(),
                "success",
                "%s were removed from %d volumes"
                        .formatted(succeeded ? "The data before" : "The data that were gathered", volumes));
    }

    /**
     * Records that all attempts failed; a cluster that had data goes on with them.
     *
     * @return the audit log's row, or null when it would say the same again
     */
    public AuditRecord failed(@Body RestoreRun run, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        if (run.isTriedForEver() || (run.purpose() == Purpose.CHECK && !(failure instanceof NotServed))) {
            return waits(run, Outcomes.words(failure));
        }
        var record = new LinkedHashMap<String, Object>();
        record.put("word", null);
        record.put(
                "failures", 1 + run.target().told().map(RestoreStatus::failures).orElse(0));
        if (run.purpose() != Purpose.CHECK) {
            record.put("id", run.target().fingerprint());
        }
        if (run.purpose() == Purpose.ASK && run.target().undo().isEmpty()) {
            record.put("replaces", null);
        }
        return outcomes.failed(run.target().object(), run.actor(), "RestoreFailed", failure, record, "", LOG);
    }

    /**
     * There is only one way from here, so it is tried again for ever; the same words are written down once, and not over the ones
     * of a question or a failure.
     */
    private AuditRecord waits(RestoreRun run, String words) {
        var tells = !run.isForget() || run.target().state().equals("Succeeded");
        var record = new LinkedHashMap<String, Object>();
        record.put("completionTime", outcomes.now());
        if (tells) {
            record.put("message", words);
        }
        set(run, record);
        LOG.warn("Restore of {}: {} failed and is tried again: {}", run.target().id(), run.purpose(), words);
        if (!tells || words.equals(run.target().status().message())) {
            return null;
        }
        outcomes.warn(run.target().object(), "RestoreWaits", words);
        return outcomes.step(run.target().object(), run.actor(), "failure", words);
    }

    /** A database that answers without the data that it was restored with. */
    private static final class NotServed extends BackupException {
        private static final long serialVersionUID = 1L;

        private NotServed(String message) {
            super(message);
        }
    }

    private void set(RestoreRun run, Map<String, ?> record) {
        outcomes.record(run.target().object(), record);
    }
}
