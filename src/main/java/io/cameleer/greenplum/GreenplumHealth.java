package io.cameleer.greenplum;

import io.cameleer.backup.BackupHealth;
import io.cameleer.backup.restore.RestoreHealth;
import io.cameleer.greenplum.backup.GreenplumBackups;
import io.cameleer.greenplum.database.Situation;
import io.cameleer.reconcile.Conditions;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The status of a GreenplumCluster, from its pods and from what its database says. */
public final class GreenplumHealth {
    private static final Duration WHILE_BUSY = Duration.ofSeconds(5);

    private final Clock clock;

    /** Tells the time of conditions by the system's clock. */
    public GreenplumHealth() {
        this(Clock.systemUTC());
    }

    GreenplumHealth(Clock clock) {
        this.clock = clock;
    }

    /**
     * Concludes on phase, segments and conditions.
     *
     * @param situation what was seen of the database, null when it was not looked at
     * @param image the image of the cluster's pods, null when it was not looked at
     */
    public Reconciliation<GreenplumCluster> observe(
            Reconciliation<GreenplumCluster> reconciliation, Situation situation, String image) {
        var cluster = reconciliation.primary();
        var facts = GreenplumFacts.of(reconciliation, situation);
        var before = Optional.ofNullable(cluster.getStatus());
        var concluded = reconciliation.concluding(new GreenplumStatus(
                image,
                Optional.ofNullable(GreenplumCluster.class.getPackage().getImplementationVersion())
                        .orElse("unpacked"),
                facts.phase(),
                facts.catalog().isPresent() ? situation.active() : null,
                facts.standby(),
                situation == null ? null : facts.up(),
                situation == null ? null : facts.down(),
                facts.mirrors(),
                situation == null
                        ? before.map(GreenplumStatus::lostSince).orElse(null)
                        : situation.lostSince().map(Object::toString).orElse(null),
                cluster.getMetadata().getGeneration(),
                conditions(cluster, facts),
                null,
                null,
                null,
                null,
                null));
        return facts.settled() ? concluded : concluded.again(WHILE_BUSY);
    }

    private List<Condition> conditions(GreenplumCluster cluster, GreenplumFacts facts) {
        var status = Optional.ofNullable(cluster.getStatus());
        var conditions = new Conditions(
                status.map(GreenplumStatus::conditions).orElse(null),
                cluster.getMetadata().getGeneration(),
                clock.instant());
        var list = new ArrayList<Condition>();
        list.add(conditions.of(
                "Ready", facts.answers(), facts.answers() ? "DatabaseAnswers" : "DatabaseSilent", facts.told()));
        list.add(conditions.of(
                "Progressing", !facts.settled(), facts.settled() ? "Settled" : "Reconciling", facts.progress()));
        list.add(conditions.of(
                "Degraded",
                facts.trouble().isPresent(),
                facts.trouble().map(GreenplumFacts.Trouble::reason).orElse("AsExpected"),
                facts.trouble().map(GreenplumFacts.Trouble::message).orElse("Nothing is wrong.")));
        if (!facts.mirrors().equals(GreenplumStatus.NONE)) {
            var synced = facts.mirrors().equals(GreenplumStatus.IN_SYNC);
            list.add(conditions.of(
                    "MirrorsInSync",
                    synced,
                    facts.mirrors(),
                    synced
                            ? "Every segment has a mirror that is in step with it."
                            : "Not every segment has a mirror that is in step with it."));
        }
        Stream.of(
                        BackupHealth.condition(
                                status.map(GreenplumStatus::backup).orElse(null), conditions),
                        BackupHealth.condition(
                                status.map(GreenplumStatus::retention).orElse(null), conditions),
                        RestoreHealth.restored(GreenplumBackups.restore(cluster), conditions))
                .flatMap(Optional::stream)
                .forEach(list::add);
        return List.copyOf(list);
    }
}
