package io.cameleer.hyperbytedb;

import io.cameleer.hyperbytedb.members.ClusterView.Replication;
import io.cameleer.hyperbytedb.members.MemberPod;
import io.cameleer.hyperbytedb.members.Membership;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Optional;
import java.util.Set;

/** What can be seen of a cluster. */
record HyperbytedbFacts(
        int wanted,
        int ready,
        boolean exists,
        boolean ranBefore,
        boolean valid,
        Optional<Membership> membership,
        Optional<Trouble> trouble) {
    private static final Set<String> RAN = Set.of("Running", "Scaling", "Upgrading");

    /** What is wrong, in words. */
    record Trouble(String reason, String message) {}

    static HyperbytedbFacts of(Reconciliation<HyperbytedbCluster> reconciliation, Membership seen) {
        var cluster = reconciliation.primary();
        var set =
                reconciliation.observed(StatefulSet.class, cluster.getMetadata().getName());
        var membership = Optional.ofNullable(seen);
        var ready = membership
                .map(found -> (int) found.view().pods().stream()
                        .filter(pod -> pod.ready() && !pod.terminating())
                        .count())
                .orElseGet(() -> set.map(found -> found.getStatus())
                        .map(status -> status.getReadyReplicas())
                        .orElse(0));
        var ranBefore = cluster.getStatus() != null
                && RAN.contains(String.valueOf(cluster.getStatus().phase()));
        return new HyperbytedbFacts(
                cluster.getSpec() == null ? 1 : cluster.getSpec().replicas(),
                ready,
                set.isPresent(),
                ranBefore,
                reconciliation.isValid(),
                membership,
                trouble(reconciliation, membership));
    }

    private static Optional<Trouble> trouble(
            Reconciliation<HyperbytedbCluster> reconciliation, Optional<Membership> membership) {
        if (!reconciliation.isValid()) {
            return Optional.of(new Trouble(
                    reconciliation.violations().getFirst().reason(), Violation.told(reconciliation.violations())));
        }
        var notice = reconciliation.notices().stream().findFirst();
        var obstacle = membership.flatMap(Membership::obstacle);
        if (notice.isPresent()) {
            return Optional.of(new Trouble(
                    notice.get().reason(),
                    notice.get() + obstacle.map(text -> "; " + text).orElse("")));
        }
        if (obstacle.isPresent()) {
            return Optional.of(new Trouble("MembershipBlocked", obstacle.get()));
        }
        return membership
                .filter(found -> found.view().replication() == Replication.DIVERGED)
                .map(
                        found -> new Trouble(
                                "ReplicationDiverged",
                                "members hold different Parquet files at the same entry of the log; compare status.members, and replace the one that is wrong with failover.volumePolicy Delete"));
    }

    /** Whether all is as the spec says and nothing is on its way. */
    boolean settled() {
        return valid
                && trouble.isEmpty()
                && ready >= wanted
                && membership
                        .filter(found -> found.view().pods().size() == wanted)
                        .filter(found -> !found.busy() || cannotBeAsked(found))
                        .isPresent();
    }

    /** All pods are ready, and none of them can be asked: then that they are ready is all that there is to know. */
    private static boolean cannotBeAsked(Membership found) {
        return found.action().isEmpty()
                && found.view().pods().stream()
                        .noneMatch(pod -> pod.report().isPresent() || pod.outdated() || pod.terminating());
    }

    String phase() {
        if (!ranBefore) {
            return settled() ? "Running" : trouble.isPresent() ? "Failed" : exists ? "Initializing" : "Pending";
        }
        var view = membership.map(Membership::view);
        if (view.filter(found -> found.pods().stream().anyMatch(MemberPod::outdated) || found.rolling())
                .isPresent()) {
            return "Upgrading";
        }
        var scaling = view.filter(found -> found.replicas().orElse(wanted) != wanted
                        || found.nodes().filter(nodes -> nodes.size() != wanted).isPresent())
                .isPresent();
        return scaling ? "Scaling" : "Running";
    }

    String clusterState() {
        if (membership.isEmpty()
                || membership.get().view().pods().stream()
                        .noneMatch(pod -> pod.report().isPresent())) {
            return "Unknown";
        }
        var view = membership.get().view();
        if (view.nodes().isEmpty()) {
            return "Degraded";
        }
        var replicas = view.replicas().orElse(wanted);
        if (view.healthy() >= replicas && view.replication() != Replication.DIVERGED) {
            return "Healthy";
        }
        var coming = view.pods().stream().filter(pod -> !view.isHealthy(pod)).allMatch(pod -> pod.report()
                .isPresent());
        return coming && view.replication() != Replication.DIVERGED ? "Recovering" : "Degraded";
    }

    String replicationState() {
        return membership
                .map(found -> found.view().replication())
                .orElse(Replication.UNKNOWN)
                .word();
    }

    String progress() {
        if (settled()) {
            return "Nothing is left to do.";
        }
        return membership.flatMap(Membership::note).orElse(ready + " of " + wanted + " members are ready.");
    }
}
