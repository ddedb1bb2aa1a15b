package io.cameleer.kubeblocks.ops;

import com.fasterxml.jackson.databind.JsonNode;
import io.cameleer.reconcile.Conditions;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The status of an OpsRequest: from what is next for it to phase, progress and message. */
public final class OpsHealth {
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration WHILE_FOLLOWED = Duration.ofSeconds(2);

    private final OpsDecisions decisions;
    private final Duration patience;
    private final Clock clock;

    /**
     * Concludes with a clock.
     *
     * @param patience how long a Cluster may be in trouble before the operation counts as failed
     */
    public OpsHealth(OpsDecisions decisions, Duration patience, Clock clock) {
        this.decisions = decisions;
        this.patience = patience;
        this.clock = clock;
    }

    /** Concludes on what a move means. */
    public Reconciliation<OpsRequest> observe(Reconciliation<OpsRequest> reconciliation, Move move) {
        var request = reconciliation.primary();
        var before = Draft.of(request);
        return switch (move) {
            case Move.Rest rest ->
                decisions.remaining(request).map(reconciliation::again).orElse(reconciliation);
            case Move.Look look -> reconciliation.again(WHILE_FOLLOWED);
            case Move.Expire expire -> reconciliation;
            case Move.Release release -> reconciliation.again(SOON);
            case Move.Edit edit -> reconciliation.again(SOON);
            case Move.Wait wait ->
                concluded(reconciliation, before.phase("Pending").message(wait.message()))
                        .again(WHILE_FOLLOWED);
            case Move.Refuse refuse ->
                concluded(
                        reconciliation,
                        before.phase("Failed")
                                .message(Violation.told(refuse.violations()))
                                .ended(now()));
            case Move.Lose lose ->
                concluded(
                        reconciliation,
                        before.phase("Failed").message(lose.message()).ended(now()));
            case Move.Begin begin ->
                concluded(
                                reconciliation,
                                before.phase("Creating")
                                        .message("The Cluster is edited.")
                                        .began(now(), begin.before()))
                        .again(SOON);
            case Move.Back back ->
                concluded(
                                reconciliation,
                                before.phase("Cancelling")
                                        .message("The edit is taken back.")
                                        .troubled(null))
                        .again(SOON);
            case Move.Follow follow -> followed(reconciliation, before, follow);
        };
    }

    /** A failure that may pass by itself, as when somebody edited the Cluster at the same time. */
    public Reconciliation<OpsRequest> stumble(Reconciliation<OpsRequest> reconciliation) {
        return concluded(
                reconciliation,
                Draft.of(reconciliation.primary()).message(Violation.told(reconciliation.violations())));
    }

    private Reconciliation<OpsRequest> followed(
            Reconciliation<OpsRequest> reconciliation, Draft before, Move.Follow follow) {
        var progress = follow.progress();
        var back = before.phase.equals("Cancelling");
        var draft = before.phase(back ? "Cancelling" : "Running").generation(follow.generation());
        if (!back) {
            draft = draft.progress(progress.text());
        }
        if (progress.complete()) {
            return concluded(
                            reconciliation,
                            draft.phase(back ? "Cancelled" : "Succeed")
                                    .message(back ? "It is taken back." : "It is done.")
                                    .troubled(null)
                                    .ended(now()))
                    .again(SOON);
        }
        if (progress.trouble().isEmpty()) {
            return concluded(reconciliation, draft.message("It is under way.").troubled(null))
                    .again(WHILE_FOLLOWED);
        }
        var trouble = progress.trouble().get();
        var since = Optional.ofNullable(before.troubledSince).orElse(now());
        var late = !clock.instant().isBefore(Instant.parse(since).plus(patience));
        return late
                ? concluded(
                                reconciliation,
                                draft.phase("Failed")
                                        .message(trouble.replaceFirst("\\.$", "")
                                                + ". The Cluster stays as it was edited; mend it, or edit it back")
                                        .troubled(since)
                                        .ended(now()))
                        .again(SOON)
                : concluded(reconciliation, draft.message(trouble).troubled(since))
                        .again(WHILE_FOLLOWED);
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private Reconciliation<OpsRequest> concluded(Reconciliation<OpsRequest> reconciliation, Draft draft) {
        var request = reconciliation.primary();
        var conditions = new Conditions(
                Optional.ofNullable(request.getStatus())
                        .map(OpsStatus::conditions)
                        .orElse(null),
                request.getMetadata().getGeneration(),
                clock.instant());
        var bad = draft.phase.equals("Failed") || draft.troubledSince != null;
        return reconciliation.concluding(draft.status(
                request.getMetadata().getGeneration(),
                List.of(
                        conditions.of("Ready", draft.phase.equals("Succeed"), draft.phase, draft.message),
                        conditions.of(
                                "Degraded",
                                bad,
                                bad ? draft.phase : "AsExpected",
                                bad ? draft.message : "Nothing is wrong."))));
    }

    /** A status in the making: what is not said anew stays. */
    private record Draft(
            String phase,
            String progress,
            String message,
            String began,
            String ended,
            Long generation,
            JsonNode before,
            String troubledSince) {
        private static Draft of(OpsRequest request) {
            var status = request.getStatus();
            return status == null
                    ? new Draft("Pending", null, "", null, null, null, null, null)
                    : new Draft(
                            OpsDecisions.phase(request),
                            status.progress(),
                            status.message(),
                            status.startTimestamp(),
                            status.completionTimestamp(),
                            status.clusterGeneration(),
                            status.lastConfiguration(),
                            status.troubledSince());
        }

        private Draft phase(String now) {
            return new Draft(now, progress, message, began, ended, generation, before, troubledSince);
        }

        private Draft progress(String now) {
            return new Draft(phase, now, message, began, ended, generation, before, troubledSince);
        }

        private Draft message(String now) {
            return new Draft(phase, progress, now, began, ended, generation, before, troubledSince);
        }

        private Draft began(String now, JsonNode kept) {
            return new Draft(phase, progress, message, now, ended, generation, kept, troubledSince);
        }

        private Draft ended(String now) {
            return new Draft(phase, progress, message, began, now, generation, before, troubledSince);
        }

        private Draft generation(long now) {
            return new Draft(phase, progress, message, began, ended, now, before, troubledSince);
        }

        private Draft troubled(String since) {
            return new Draft(phase, progress, message, began, ended, generation, before, since);
        }

        private OpsStatus status(long observed, List<Condition> conditions) {
            return new OpsStatus(
                    phase, progress, message, began, ended, generation, before, troubledSince, observed, conditions);
        }
    }
}
