package io.cameleer.backup.restore;

import io.cameleer.audit.AuditRecord;
import io.cameleer.backup.Asked;
import io.cameleer.backup.BackupException;
import io.cameleer.backup.BackupRules;
import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.Outcomes;
import io.cameleer.backup.Schedule;
import io.cameleer.backup.catalog.BackupOwner;
import io.cameleer.backup.catalog.FolderOwner;
import io.cameleer.backup.catalog.Holdings;
import io.cameleer.backup.restore.RestoreRun.Purpose;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides when the newest backup of a cluster is tried and keeps the result in the cluster's status. */
public final class Verifications {
    /** The annotation by which a verification is requested; its value names the request, its actor may follow a space. */
    public static final String REQUEST = "cameleer.io/verify-requested";

    private static final Logger LOG = LoggerFactory.getLogger(Verifications.class);

    private final KubernetesClient client;
    private final Transfers transfers;
    private final Outcomes outcomes;
    private final Supplier<Optional<String>> kubernetes;

    /**
     * Reads backups by transfers.
     *
     * @param kubernetes tells this Kubernetes cluster from others, where that is known
     */
    public Verifications(
            KubernetesClient client, Transfers transfers, Outcomes outcomes, Supplier<Optional<String>> kubernetes) {
        this.client = client;
        this.transfers = transfers;
        this.outcomes = outcomes;
        this.kubernetes = kubernetes;
    }

    /** The verification that is due, or null. */
    public RestoreRun due(RestoreTarget target) {
        if (target == null || !target.backups().enabled() || target.object().isMarkedForDeletion()) {
            return null;
        }
        return decide(target, outcomes.instant()).orElse(null);
    }

    /** What is due at a time, regardless of what runs in this process. */
    static Optional<RestoreRun> decide(RestoreTarget target, Instant now) {
        var record = Optional.ofNullable(target.verify());
        var request = request(target);
        if (request.isPresent() || isRunning(record)) {
            return Optional.of(run(target, now, request.orElse(null)));
        }
        var spec = target.backups().spec().verify();
        if (spec == null
                || target.backups().lastBackupTime() == null
                || !BackupRules.violations(target.backups().spec()).isEmpty()) {
            return Optional.empty();
        }
        var since = BackupTarget.latest(
                Instant.parse(target.object().getMetadata().getCreationTimestamp()),
                record.map(VerifyStatus::lastScheduleTime).orElse(null),
                now);
        return Schedule.of(spec.schedule(), target.backups().spec().zone())
                .due(since, now, Optional.empty())
                .map(time -> run(target, now, null));
    }

    /** The request that is to be served now: the one whose run was interrupted, or else a new one. */
    private static Optional<String> request(RestoreTarget target) {
        var record = Optional.ofNullable(target.verify());
        return isRunning(record)
                ? record.filter(found -> "request".equals(found.trigger())).map(VerifyStatus::request)
                : Asked.of(target.object(), REQUEST)
                        .filter(request -> !request.equals(
                                record.map(VerifyStatus::request).orElse(null)));
    }

    private static boolean isRunning(Optional<VerifyStatus> record) {
        return record.filter(found -> "Running".equals(found.state())).isPresent();
    }

    private static RestoreRun run(RestoreTarget target, Instant now, String request) {
        return new RestoreRun(target, Purpose.VERIFY, now, Asked.actor(request), null, List.of(), null);
    }

    /**
     * Decides anew and records the begin.
     *
     * @return the run, or null when none is due any more
     */
    public RestoreRun begin(RestoreRun due) {
        return outcomes.begin(
                        () -> due.target().now(client).map(this::due).map(run -> run.begun(outcomes.instant())),
                        this::claim)
                .orElse(null);
    }

    private boolean claim(RestoreRun run) {
        var record = new LinkedHashMap<String, Object>();
        record.put("state", "Running");
        var request = request(run.target());
        if (request.isPresent()) {
            record.put("trigger", "request");
            record.put("request", request.get());
        } else {
            record.put("trigger", "schedule");
            record.put("lastScheduleTime", outcomes.now());
        }
        for (var empty : new String[] {"completionTime", "bytes", "rate", "series", "message"}) {
            record.put(empty, null);
        }
        if (!outcomes.claim(run.target().object(), record, Map.of())) {
            return false;
        }
        outcomes.tell(run.target().object(), "VerificationStarted", "The newest backup is tried in a throw-away pod.");
        return true;
    }

    /**
     * Chooses the newest good backup of the cluster's own and pins it.
     *
     * @throws BackupException when there is none, or when the folder is another's
     */
    public RestoreRun choose(RestoreRun run) {
        var target = run.target();
        var location = target.backups().location();
        try (var store = transfers.open(run)) {
            var holdings = Holdings.of(store, location, BackupOwner.of(target.object()));
            FolderOwner.of(target.object(), kubernetes.get()).refuseAnothers(holdings);
            return run.bringing(RestorePlan.of(
                            store,
                            BackupChoice.of(holdings, null, null),
                            target.backups().api().format()))
                    .pinning(store);
        }
    }

    /** Records that the backup holds what it should. */
    public AuditRecord succeeded(RestoreRun run) {
        var record = new LinkedHashMap<String, Object>();
        record.put("state", "Succeeded");
        record.put("completionTime", outcomes.now());
        record.put("lastSuccessTime", outcomes.now());
        record.put("backup", run.plan().backup().name());
        record.put("bytes", run.plan().bytes());
        record.put("series", run.series());
        outcomes.record(run.target().object(), record);
        var text = "%s: %,d bytes, every checksum right, %s"
                .formatted(
                        run.plan().backup().name(),
                        run.plan().bytes(),
                        run.series() == null
                                ? "the database starts over them"
                                : "%,d series at %s"
                                        .formatted(
                                                run.series(),
                                                run.plan().range().orElseThrow().to()));
        return outcomes.succeeded(run.target().object(), run.actor(), "VerificationSucceeded", text, LOG);
    }

    /** Records that the newest backup could not be restored. */
    public AuditRecord failed(@Body RestoreRun run, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        return outcomes.failed(
                run.target().object(), run.actor(), "VerificationFailed", failure, new LinkedHashMap<>(), "", LOG);
    }
}
