package io.cameleer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.backup.restore.Verifications;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.cameleer.prometheus.PrometheusRestores;
import io.cameleer.prometheus.PrometheusSnapshots;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.GrowingPause;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of a run whose object changed while it waited, or ran; no operator runs. */
class OutcomesContractIT {
    private static final String BACKED_UP = "{backup: {enabled: true, bucket: b}}";

    private final TestCluster cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
    private final Prometheuses clusters =
            new Prometheuses(cluster, SharedCluster.namespace(cluster, "outcomes", false));
    private final Outcomes outcomes = outcomes("restore");
    private final Outcomes recorded = outcomes("backup");
    private final Backups backups = backups(recorded);
    private final Verifications verifications =
            new Verifications(cluster.client(), null, outcomes("verify"), Optional::empty);

    private Backups backups(Outcomes keeper) {
        return new Backups(cluster.client(), keeper, Duration.ZERO, new GrowingPause(Duration.ofSeconds(60)));
    }

    private Outcomes outcomes(String field) {
        return outcomes(field, Clock.systemUTC());
    }

    private Outcomes outcomes(String field, Clock clock) {
        return new Outcomes(
                field,
                field + "s",
                field,
                new StatusWriter(cluster.client(), () -> true),
                new Events(cluster.client(), clock),
                null,
                clock);
    }

    @Test
    void whatADeletionWouldHaveToWaitForIsNotBegunAfterIt() {
        clusters.apply("going", "{restoreFrom: {bucket: b}}");
        cluster.client().resource(clusters.get("going")).edit(object -> {
            object.getMetadata().setFinalizers(List.of("cameleer.io/test"));
            return object;
        });
        var object = clusters.get("going");
        assertThat(outcomes.claim(object, new HashMap<>(Map.of("state", "Running")), Map.of()))
                .isTrue();
        outcomes.recordIfKept(object, "/spec/restoreFrom", Map.of("message", "kept"));
        clusters.askToDelete("going", DeletionPropagation.BACKGROUND);

        assertThatThrownBy(() -> outcomes.recordIfKept(object, "/spec/restoreFrom", Map.of("state", "Placing")))
                .isInstanceOf(Superseded.class);
        assertThat(clusters.get("going").getStatus().restore().state()).isEqualTo("Running");
        outcomes.recordIfAsked(object, "/spec/restoreFrom", Map.of("message", "asked for"));
        assertThat(clusters.get("going").getStatus().restore().message()).isEqualTo("asked for");
        cluster.client().resource(clusters.get("going")).edit(gone -> {
            gone.getMetadata().setFinalizers(List.of());
            return gone;
        });
    }

    @Test
    void whatWaitedBeginsThoughItsObjectChangedMeanwhile() {
        clusters.apply("waiting", BACKED_UP);
        clusters.annotate("waiting", BackupTarget.REQUEST, "once alice");
        clusters.annotate("waiting", Verifications.REQUEST, "once bob");
        var backup = backups.due(target("waiting"));
        var verification = verifications.due(restoreTarget("waiting"));
        clusters.annotate("waiting", "example.org/touched", "once");

        assertThat(backups.begin(backup).key()).isEqualTo(backup.key());
        assertThat(clusters.get("waiting").getStatus().backup().request()).isEqualTo("once alice");
        assertThat(verifications.begin(verification)).isNotNull();
        assertThat(clusters.get("waiting").getStatus().verify().request()).isEqualTo("once bob");
    }

    @Test
    void whatSomebodyWritesToWhileItBeginsIsDecidedOnAnew() {
        clusters.apply("flapping", BACKED_UP);
        clusters.annotate("flapping", BackupTarget.REQUEST, "once alice");
        var decisions = new AtomicInteger();
        var begun = recorded.begin(
                () -> {
                    var due = Optional.of(backups.due(target("flapping")));
                    if (decisions.incrementAndGet() < 3) {
                        clusters.annotate("flapping", "example.org/touched", "" + decisions);
                    }
                    return due;
                },
                run -> recorded.claim(run.object(), new HashMap<>(Map.of("state", "Running")), Map.of()));
        assertThat(begun).isPresent();
        assertThat(decisions).hasValue(3);
        assertThat(clusters.get("flapping").getStatus().backup().state()).isEqualTo("Running");
    }

    @Test
    void whatIsNotAskedForAnyMoreDoesNotBegin() {
        clusters.apply("withdrawn", BACKED_UP);
        clusters.annotate("withdrawn", BackupTarget.REQUEST, "once alice");
        clusters.annotate("withdrawn", Verifications.REQUEST, "once bob");
        var backup = backups.due(target("withdrawn"));
        var verification = verifications.due(restoreTarget("withdrawn"));
        clusters.annotate("withdrawn", BackupTarget.REQUEST, null);
        clusters.annotate("withdrawn", Verifications.REQUEST, null);
        assertThat(backups.begin(backup)).isNull();
        assertThat(verifications.begin(verification)).isNull();

        clusters.annotate("withdrawn", BackupTarget.REQUEST, "again alice");
        var again = backups.due(target("withdrawn"));
        var uid = clusters.get("withdrawn").getMetadata().getUid();
        clusters.askToDelete("withdrawn", DeletionPropagation.BACKGROUND);
        Waiting.until("it to be gone", () -> clusters.get("withdrawn") == null);
        clusters.apply("withdrawn", BACKED_UP);
        clusters.annotate("withdrawn", BackupTarget.REQUEST, "again alice");
        assertThat(clusters.get("withdrawn").getMetadata().getUid()).isNotEqualTo(uid);
        assertThat(backups.begin(again)).as("of one that is gone").isNull();
        assertThat(clusters.get("withdrawn").getStatus()).isNull();
    }

    @Test
    void whatIsAbandonedLeavesNoTraceAnyMore() {
        clusters.apply("abandoned", BACKED_UP);
        clusters.annotate("abandoned", BackupTarget.REQUEST, "once alice");
        var run = backups.begin(backups.due(target("abandoned")));
        var progress =
                new ProgressReports<BackupRun>(any -> recorded, Clock.systemUTC(), Duration.ZERO).of(run, "a transfer");
        progress.bytes(1);
        assertThat(clusters.get("abandoned").getStatus().backup().bytes()).isEqualTo(1);
        recorded.listener().abandoned(run.object());
        assertThatThrownBy(() -> progress.bytes(2))
                .as("a transfer goes no further")
                .isInstanceOf(Superseded.class);
        assertThat(recorded.isRunning(run.object())).as("as it has not ended").isTrue();
        assertThatThrownBy(() -> backups.failed(run, new InterruptedException()))
                .isInstanceOf(Superseded.class);
        assertThatThrownBy(() -> backups.confirm(run)).isInstanceOf(Superseded.class);
        assertThat(backups.begin(backups.due(target("abandoned"))))
                .as("of what was abandoned while it began")
                .isNull();
        assertThat(clusters.get("abandoned").getStatus().backup().state()).isEqualTo("Running");

        recorded.listener().done(run.object());
        assertThat(backups.begin(backups.due(target("abandoned"))).attempt()).isEqualTo(2);
    }

    @Test
    void whatWaitsBeyondItsDeadlineIsToldOf() {
        clusters.apply(
                "late", "{backup: {enabled: true, bucket: b, schedule: '@yearly', startingDeadlineSeconds: 60}}");
        var time = Instant.parse((Year.now().getValue() + 1) + "-01-01T00:00:00Z");
        var inTime = backups(outcomes("backup", Clock.fixed(time.plusSeconds(60), ZoneOffset.UTC)));
        var late = backups(outcomes("backup", Clock.fixed(time.plusSeconds(61), ZoneOffset.UTC)));
        var due = inTime.due(target("late"));
        assertThat(due.time()).isEqualTo(time);
        assertThat(late.begin(due)).isNull();
        clusters.awaitEvent("late", "BackupMissed: " + due.key() + ": no place was free before");
        assertThat(inTime.begin(due))
                .as("the same, when its turn comes in time")
                .isNotNull();
    }

    private BackupTarget target(String name) {
        return new PrometheusSnapshots().target(clusters.get(name));
    }

    private RestoreTarget restoreTarget(String name) {
        return new PrometheusRestores().target(clusters.get(name));
    }
}
