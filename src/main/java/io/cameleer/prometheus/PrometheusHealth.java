package io.cameleer.prometheus;

import io.cameleer.backup.BackupHealth;
import io.cameleer.backup.restore.RestoreHealth;
import io.cameleer.reconcile.Conditions;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The status of a PrometheusCluster, from its StatefulSet and its pods. */
public final class PrometheusHealth {
    private static final Duration WHILE_UNREADY = Duration.ofSeconds(10);

    private static final PrometheusSnapshots SNAPSHOTS = new PrometheusSnapshots();

    private final Clock clock;

    /** Tells the time of conditions by the system's clock. */
    public PrometheusHealth() {
        this(Clock.systemUTC());
    }

    PrometheusHealth(Clock clock) {
        this.clock = clock;
    }

    /** Concludes on phase, ready replicas and conditions. */
    public Reconciliation<PrometheusCluster> observe(Reconciliation<PrometheusCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var set =
                reconciliation.observed(StatefulSet.class, cluster.getMetadata().getName());
        var facts = Facts.of(cluster, set, reconciliation);
        var concluded = reconciliation.concluding(PrometheusStatus.of(
                facts.phase(), facts.ready(), cluster.getMetadata().getGeneration(), conditions(cluster, facts)));
        return facts.settled() ? concluded : concluded.again(WHILE_UNREADY);
    }

    private List<Condition> conditions(PrometheusCluster cluster, Facts facts) {
        var status = Optional.ofNullable(cluster.getStatus());
        var conditions = new Conditions(
                status.map(PrometheusStatus::conditions).orElse(null),
                cluster.getMetadata().getGeneration(),
                clock.instant());
        var list = new ArrayList<Condition>();
        list.add(conditions.of(
                "Ready", facts.ready() > 0 && facts.ready() >= facts.wanted(), facts.readyReason(), facts.count()));
        list.add(conditions.of(
                "Progressing", !facts.settled() && facts.trouble().isEmpty(), facts.progressReason(), facts.count()));
        list.add(conditions.of(
                "Degraded",
                facts.trouble().isPresent(),
                facts.trouble().isPresent() ? facts.troubleReason() : "AsExpected",
                facts.trouble().orElse("Nothing is wrong.")));
        if (cluster.getSpec() != null && cluster.effective().backsUp()) {
            BackupHealth.condition(SNAPSHOTS.target(cluster), conditions).ifPresent(list::add);
            BackupHealth.condition(status.map(PrometheusStatus::retention).orElse(null), conditions)
                    .ifPresent(list::add);
            RestoreHealth.verified(status.map(PrometheusStatus::verify).orElse(null), conditions)
                    .ifPresent(list::add);
        }
        Optional.ofNullable(PrometheusRestores.of(cluster))
                .flatMap(target -> RestoreHealth.restored(target, conditions))
                .ifPresent(list::add);
        return list;
    }

    /** What can be seen of a cluster. */
    private record Facts(
            int wanted,
            int ready,
            boolean settled,
            boolean ranBefore,
            List<Violation> violations,
            Optional<String> trouble,
            String troubleReason) {
        static Facts of(PrometheusCluster cluster, Optional<StatefulSet> set, Reconciliation<?> reconciliation) {
            var wanted = cluster.getSpec() == null ? 1 : cluster.getSpec().replicas();
            var ready = set.map(found -> found.getStatus())
                    .map(status -> status.getReadyReplicas())
                    .orElse(0);
            var settled = reconciliation.isValid()
                    && set.map(found -> settled(found, wanted)).orElse(false);
            var ranBefore = Optional.ofNullable(cluster.getStatus())
                    .map(PrometheusStatus::phase)
                    .map(phase -> phase.equals("Active") || phase.equals("Scaling"))
                    .orElse(ready > 0);
            var violations = reconciliation.violations();
            if (!violations.isEmpty()) {
                var text = Violation.told(violations);
                var reason = violations.getFirst().reason();
                return new Facts(wanted, ready, false, ranBefore, violations, Optional.of(text), reason);
            }
            var restore = Optional.ofNullable(PrometheusRestores.of(cluster)).flatMap(RestoreHealth::trouble);
            if (!settled && restore.isPresent()) {
                return new Facts(wanted, ready, false, ranBefore, violations, restore, "RestoreFailed");
            }
            if (!settled && !reconciliation.notices().isEmpty()) {
                var notice = reconciliation.notices().getFirst();
                return new Facts(
                        wanted, ready, false, ranBefore, violations, Optional.of(notice.toString()), notice.reason());
            }
            return new Facts(wanted, ready, settled, ranBefore, violations, Optional.empty(), "AsExpected");
        }

        private static boolean settled(StatefulSet set, int wanted) {
            var status = set.getStatus();
            return status != null
                    && set.getMetadata().getGeneration().equals(status.getObservedGeneration())
                    && Integer.valueOf(wanted).equals(set.getSpec().getReplicas())
                    && Integer.valueOf(wanted).equals(status.getReplicas())
                    && Integer.valueOf(wanted).equals(status.getReadyReplicas())
                    && (status.getUpdateRevision() == null
                            || status.getUpdateRevision().equals(status.getCurrentRevision()));
        }

        String phase() {
            if (settled) {
                return "Active";
            }
            if (!ranBefore) {
                return trouble.isPresent() ? "Failed" : "Provisioning";
            }
            return ready >= wanted && !violations.isEmpty() ? "Active" : "Scaling";
        }

        String readyReason() {
            return ready >= wanted ? "AllReplicasReady" : "ReplicasNotReady";
        }

        String progressReason() {
            return settled ? "Settled" : trouble.isPresent() ? "Blocked" : ranBefore ? "RollingOut" : "Provisioning";
        }

        String count() {
            return ready + " of " + wanted + " replicas are ready.";
        }
    }
}
