package io.cameleer.backup;

import io.cameleer.audit.AuditRecord;
import io.cameleer.reconcile.GrowingPause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up what is due and keeps its record in the cluster's status: the state is there, not in the process. */
public final class Backups {
    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

    private final KubernetesClient client;
    private final Outcomes outcomes;
    private final Duration jitter;
    private final GrowingPause pause;

    /**
     * Keeps its records with a client.
     *
     * @param jitter by how much clusters that share a minute are spread
     * @param pause how long after a failure a time of the schedule is tried again; its first is how often a pod is waited for
     */
    public Backups(KubernetesClient client, Outcomes outcomes, Duration jitter, GrowingPause pause) {
        this.client = client;
        this.outcomes = outcomes;
        this.jitter = jitter;
        this.pause = pause;
    }

    /** The backup that a cluster is due for, or null. */
    public BackupRun due(BackupTarget target) {
        if (target == null || !target.enabled() || target.object().isMarkedForDeletion()) {
            return null;
        }
        return BackupDecisions.next(target, outcomes.instant(), jitter, pause).orElse(null);
    }

    /**
     * Ends the record of a backup that waited for a pod and is not wanted any more.
     *
     * @return the audit log's row, or null when there is none that waits in vain
     */
    public AuditRecord giveUp(BackupTarget target) {
        if (target == null
                || !target.isWaiting()
                || target.object().isMarkedForDeletion()
                || outcomes.isRunning(target.object())
                || BackupDecisions.isWanted(target, outcomes.instant(), jitter)) {
            return null;
        }
        var record = new LinkedHashMap<String, Object>();
        var last = target.status();
        if (target.isLate(outcomes.instant())) {
            var late = new BackupException("no pod was ready before spec.backup.startingDeadlineSeconds had passed");
            return outcomes.failed(target.object(), last.actor(), "BackupFailed", late, record, last.key() + ": ", LOG);
        }
        var words = "no pod was ready while it was asked for";
        record.put("state", "Cancelled");
        record.put("completionTime", outcomes.now());
        record.put("message", words);
        outcomes.record(target.object(), record);
        outcomes.tell(target.object(), "BackupCancelled", last.key() + ": " + words);
        return outcomes.step(target.object(), last.actor(), "cancelled", last.key() + ": " + words);
    }

    /**
     * Decides anew and records the begin of an attempt. The write names the version of the object that the decision was made on,
     * so of two processes that decided the same only one goes on.
     *
     * @return the run, or null when none is due any more or no pod is ready
     */
    public BackupRun begin(BackupRun due) {
        if (due.isScheduled() && due.target().isLate(due.time(), outcomes.instant())) {
            tellIfMissed(due);
        }
        return outcomes.begin(() -> decide(due.target()), this::claim).orElse(null);
    }

    private void tellIfMissed(BackupRun late) {
        late.target()
                .now(client)
                .filter(now -> now.isMissed(late.time(), outcomes.instant()))
                .ifPresent(now -> outcomes.warn(
                        now.object(),
                        "BackupMissed",
                        late.key() + ": no place was free before spec.backup.startingDeadlineSeconds had passed"));
    }

    private Optional<BackupRun> decide(BackupTarget waited) {
        var due = waited.now(client).map(this::due);
        if (due.map(BackupRun::target)
                .filter(now -> now.hasNoPod() && !now.recordedAsRunning())
                .isPresent()) {
            postpone(due.get());
            return Optional.empty();
        }
        return due.map(BackupRun::attempted);
    }

    private boolean claim(BackupRun run) {
        var record = taken(run, "Running");
        record.put("pod", run.pod());
        record.put("snapshot", run.snapshot());
        record.put("message", null);
        if (!outcomes.claim(run.target().object(), record, beside(run))) {
            return false;
        }
        if (run.attempt() == 1) {
            outcomes.tell(
                    run.target().object(), "BackupStarted", "Backup " + run.key() + " begins (" + run.trigger() + ").");
        }
        LOG.info("Backup of {} begins: {} (attempt {})", run.target().id(), run.key(), run.attempt());
        return true;
    }

    /** Records that one waits for a pod: nothing went wrong with it, and what failed before of its schedule still counts. */
    public void postpone(@Body BackupRun run) {
        var target = run.target();
        var words = NoReadyPod.words(target);
        var record = taken(run, BackupStatus.WAITING);
        record.put("message", words);
        record.put("completionTime", outcomes.now());
        outcomes.record(target.object(), record, beside(run));
        if (!target.isWaiting()) {
            outcomes.tell(target.object(), "BackupWaiting", "Backup " + run.key() + " waits: " + words + ".");
            LOG.info("The backup of {} waits: {}", target.id(), words);
        }
    }

    /** What is recorded of a run in any state but success; a request that was served before stays on record. */
    private static LinkedHashMap<String, Object> taken(BackupRun run, String state) {
        var record = new LinkedHashMap<String, Object>();
        record.put("state", state);
        record.put("trigger", run.trigger());
        if (!run.isScheduled()) {
            record.put("request", run.request());
        } else {
            record.put("scheduleAttempts", run.attempt());
            record.put("failures", run.target().failures(run.time()));
            record.put("retryTime", null);
        }
        record.put("actor", run.actor());
        record.put("time", run.time().toString());
        record.put("attempts", run.attempt());
        record.put("key", run.key());
        for (var empty : new String[] {"completionTime", "bytes", "uploadedBytes", "rate", "sha256"}) {
            record.put(empty, null);
        }
        return record;
    }

    private static Map<String, String> beside(BackupRun run) {
        return run.isScheduled() ? Map.of("lastScheduleTime", run.time().toString()) : Map.of();
    }

    /** Records which pod was chosen and which snapshot lies on it, if one does, so that a successor can remove it. */
    public void record(BackupRun run) {
        var record = new LinkedHashMap<String, Object>();
        record.put("pod", run.pod());
        record.put("snapshot", run.snapshot());
        outcomes.record(run.target().object(), record);
    }

    /**
     * Looks whether a run is still this process', right before what a successor might regret.
     *
     * @throws Superseded when it is not
     */
    void confirm(BackupRun run) {
        outcomes.confirm(run.target().object(), "");
    }

    /** Records success. */
    public AuditRecord succeeded(@Body BackupRun run) {
        var stored = run.stored();
        var record = new LinkedHashMap<String, Object>();
        record.put("state", "Succeeded");
        record.put("completionTime", outcomes.now());
        record.put("snapshot", null);
        record.put("bytes", stored.bytes());
        record.put("uploadedBytes", stored.uploaded());
        record.put(
                "rate",
                stored.sent() == null
                        ? null
                        : stored.uploaded() * 1000 / Math.max(1, stored.sent().millis()));
        record.put("sha256", stored.sha256());
        record.put("failures", null);
        record.put("retryTime", null);
        outcomes.record(
                run.target().object(),
                record,
                Map.of(
                        "lastBackupTime",
                        outcomes.now(),
                        "lastDataTime",
                        run.time().toString()));
        var text = stored.sent() == null
                ? "%s: %,d bytes, which were there whole when an interrupted run was taken up"
                        .formatted(run.key(), stored.bytes())
                : "%s: %,d bytes, of which %,d were sent in %d parts from pod %s in %.1f s"
                        .formatted(
                                run.key(),
                                stored.bytes(),
                                stored.uploaded(),
                                stored.sent().objects(),
                                run.pod(),
                                stored.sent().millis() / 1000.0);
        return outcomes.succeeded(run.target().object(), run.actor(), "BackupSucceeded", text, LOG);
    }

    /** Records that all attempts failed. */
    public AuditRecord failed(@Body BackupRun run, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        var record = taken(run, "Failed");
        record.put("snapshot", null);
        if (run.isScheduled()) {
            var before = run.target().failures(run.time());
            record.put("failures", before + 1);
            record.put("retryTime", Outcomes.seconds(outcomes.instant().plus(pause.after(before))));
        }
        return outcomes.failed(
                run.target().object(), run.actor(), "BackupFailed", failure, record, run.key() + ": ", LOG);
    }

    /** Whether a cluster's backup runs or is asked for. */
    public boolean isBusy(BackupTarget target) {
        return outcomes.isRunning(target.object())
                || target.recordedAsRunning()
                || target.openRequest().isPresent();
    }

    /**
     * Asks for a backup by annotating the cluster, so that the request outlives this process.
     *
     * @return whether it was asked for; not when one runs or was asked for already
     * @throws Superseded when somebody has written to the cluster since it was read: read it again and ask again
     */
    public boolean request(BackupTarget target, String actor) {
        if (isBusy(target)) {
            return false;
        }
        var value = outcomes.instant() + " " + actor;
        try {
            var patch = Map.of(
                    "metadata",
                    Map.of(
                            "resourceVersion", target.object().getMetadata().getResourceVersion(),
                            "annotations", Map.of(BackupTarget.REQUEST, value)));
            client.resource(target.object())
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            client.getKubernetesSerialization().asJson(patch));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409) {
                throw new Superseded(target.id() + " changed meanwhile, so whether a backup runs is looked at anew");
            }
            throw e;
        }
    }
}
