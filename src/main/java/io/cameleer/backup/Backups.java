package io.cameleer.backup;

import io.cameleer.audit.AuditRecord;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides when a backup is due and keeps its record in the cluster's status: the state is there, not in the process. */
public final class Backups {
    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

    private final KubernetesClient client;
    private final Outcomes outcomes;
    private final Duration jitter;

    /**
     * Keeps its records with a client.
     *
     * @param jitter by how much clusters that share a minute are spread
     */
    public Backups(KubernetesClient client, Outcomes outcomes, Duration jitter) {
        this.client = client;
        this.outcomes = outcomes;
        this.jitter = jitter;
    }

    /** The backup that a cluster is due for, or null; whatever is returned counts as running until it is released. */
    public BackupRun due(BackupTarget target) {
        if (target == null || !target.enabled() || target.object().isMarkedForDeletion()) {
            return null;
        }
        return decide(target, outcomes.instant(), jitter)
                .filter(run -> outcomes.take(target.object()))
                .orElse(null);
    }

    /** What is due at a time, regardless of what runs in this process. */
    static Optional<BackupRun> decide(BackupTarget target, Instant now, Duration jitter) {
        if (target.recordedAsRunning()) {
            var record = target.status();
            return Optional.of(new BackupRun(
                    target,
                    record.trigger(),
                    record.request(),
                    Instant.parse(record.time()),
                    Optional.ofNullable(record.attempts()).orElse(0),
                    record.pod(),
                    record.snapshot(),
                    null,
                    null));
        }
        var request = target.openRequest();
        if (request.isPresent()) {
            var time = now.truncatedTo(ChronoUnit.SECONDS);
            return Optional.of(new BackupRun(target, "request", request.get(), time, 0, null, null, null, null));
        }
        if (target.spec().suspend()
                || target.spec().schedule() == null
                || !BackupRules.violations(target.spec()).isEmpty()) {
            return Optional.empty();
        }
        var deadline =
                Optional.ofNullable(target.spec().startingDeadlineSeconds()).map(Duration::ofSeconds);
        return Schedule.of(target.spec().schedule(), target.spec().zone())
                .due(target.since(now), now.minus(late(target, jitter)), deadline)
                .map(time -> new BackupRun(target, "schedule", null, time, 0, null, null, null, null));
    }

    /** How much later than its schedule says a cluster starts, so that those which share a minute do not all start at once. */
    private static Duration late(BackupTarget target, Duration jitter) {
        var uid = String.valueOf(target.object().getMetadata().getUid());
        return jitter.isZero()
                ? Duration.ZERO
                : Duration.ofMillis(Math.floorMod(Digests.of(uid).hashCode(), jitter.toMillis()));
    }

    /**
     * Records the begin of an attempt. The write names the version of the object that the decision was made on, so of two
     * processes that decided the same only one goes on.
     *
     * @return the run, or null when somebody else was faster
     */
    public BackupRun begin(BackupRun due) {
        var run = due.attempted();
        var record = new LinkedHashMap<String, Object>();
        record.put("state", "Running");
        record.put("trigger", run.trigger());
        record.put("request", run.request());
        record.put("actor", run.actor());
        record.put("time", run.time().toString());
        record.put("attempts", run.attempt());
        record.put("key", run.key());
        record.put("pod", run.pod());
        record.put("snapshot", run.snapshot());
        for (var empty : new String[] {"completionTime", "bytes", "uploadedBytes", "rate", "sha256", "message"}) {
            record.put(empty, null);
        }
        Map<String, String> beside = run.trigger().equals("schedule")
                ? Map.of("lastScheduleTime", run.time().toString())
                : Map.of();
        if (!outcomes.claim(run.target().object(), record, beside)) {
            LOG.info(
                    "The backup of {} was claimed by another process or its cluster changed meanwhile",
                    run.target().id());
            return null;
        }
        if (run.attempt() == 1) {
            outcomes.tell(
                    run.target().object(), "BackupStarted", "Backup " + run.key() + " begins (" + run.trigger() + ").");
        }
        LOG.info("Backup of {} begins: {} (attempt {})", run.target().id(), run.key(), run.attempt());
        return run;
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
        outcomes.record(run.target().object(), record, Map.of("lastBackupTime", outcomes.now()));
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
        var record = new LinkedHashMap<String, Object>();
        record.put("snapshot", null);
        return outcomes.failed(
                run.target().object(), run.actor(), "BackupFailed", failure, record, run.key() + ": ", LOG);
    }

    /** Forgets a run, however it ended. */
    public void release(HasMetadata object) {
        outcomes.release(object);
    }

    /** Whether a cluster's backup runs or is asked for. */
    public boolean isBusy(BackupTarget target) {
        return outcomes.isTaken(target.object())
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
