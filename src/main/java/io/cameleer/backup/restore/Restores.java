package io.cameleer.backup.restore;

import io.cameleer.backup.Outcomes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up what is due for restores, so that no other process and no other step of this one does the same. */
public final class Restores {
    private static final Logger LOG = LoggerFactory.getLogger(Restores.class);

    private final KubernetesClient client;
    private final DataCheck check;
    private final Outcomes outcomes;
    private final Duration pause;

    /**
     * Looks with a client.
     *
     * @param pause how long after a failure a step that nobody has to allow is tried again
     */
    public Restores(KubernetesClient client, DataCheck check, Outcomes outcomes, Duration pause) {
        this.client = client;
        this.check = check;
        this.outcomes = outcomes;
        this.pause = pause;
    }

    /** What is to be done for a cluster now, or null. */
    public RestoreRun due(RestoreTarget target) {
        return target == null || outcomes.isRunning(target.object())
                ? null
                : decide(target).orElse(null);
    }

    private Optional<RestoreRun> decide(RestoreTarget target) {
        if (!RestoreDecisions.isOpen(target) || target.isDeleted() && !DeletionHold.keepsVolumes(client, target)) {
            return Optional.empty();
        }
        var actual = OwnSet.of(client, target);
        return RestoreDecisions.next(
                actual.map(target::like).orElse(target), actual, check::ready, outcomes.instant(), pause);
    }

    /**
     * Decides anew and records the begin of an attempt.
     *
     * @return the run, or null when something else is to be done by now, or nothing
     */
    public RestoreRun begin(RestoreRun due) {
        return outcomes.begin(
                        () -> due.target()
                                .now(client)
                                .flatMap(this::decide)
                                .filter(run -> run.lane().equals(due.lane()))
                                .map(run -> run.begun(outcomes.instant())),
                        this::claim)
                .orElse(null);
    }

    private boolean claim(RestoreRun run) {
        var record =
                switch (run.purpose()) {
                    case RESTORE -> beginning(run.target());
                    case UNDO -> undoing(run.target());
                    case FORGET -> forgetting();
                    case PLACE, CHECK -> new LinkedHashMap<String, Object>();
                    case ASK, VERIFY -> null;
                };
        if (record == null) {
            return true;
        }
        if (!outcomes.claim(run.target().object(), record, Map.of())) {
            return false;
        }
        if (run.isRestore()) {
            outcomes.tell(run.target().object(), "RestoreStarted", "A restore begins.");
        }
        LOG.info("Restore of {}: {} begins", run.target().id(), run.purpose());
        return true;
    }

    /** From here nobody can have the data back that are about to go. */
    private static LinkedHashMap<String, Object> forgetting() {
        var record = new LinkedHashMap<String, Object>();
        record.put("undo", null);
        return record;
    }

    /** The same restoreFrom, if it comes again, is another one; and what went wrong before is over. */
    private static LinkedHashMap<String, Object> undoing(RestoreTarget target) {
        var record = new LinkedHashMap<String, Object>();
        record.put("state", "Undoing");
        if (!target.state().equals("Undoing")) {
            record.put("message", null);
        }
        if (target.record().isEmpty()) {
            record.put("id", null);
        }
        return record;
    }

    private static LinkedHashMap<String, Object> beginning(RestoreTarget target) {
        var before = target.record();
        var interrupted = before.filter(found -> "Running".equals(found.state()));
        var record = new LinkedHashMap<String, Object>();
        record.put("id", target.fingerprint());
        record.put("state", "Running");
        record.put("failures", before.map(RestoreStatus::failures).orElse(0));
        record.put("replaces", before.map(RestoreStatus::replaces).orElse(null));
        record.put("volumes", target.volumes());
        record.put("run", interrupted.map(RestoreStatus::run).orElseGet(() -> UUID.randomUUID()
                .toString()));
        for (var empty : new String[] {"undo", "completionTime", "bytes", "totalBytes", "rate", "series", "message"}) {
            record.put(empty, null);
        }
        if (RestoreChoice.settled(target).isEmpty()) {
            for (var unknown : new String[] {"backup", "key", "checksum", "word", "from", "to"}) {
                record.put(unknown, null);
            }
        }
        return record;
    }
}
