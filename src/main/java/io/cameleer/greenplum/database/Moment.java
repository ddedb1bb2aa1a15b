package io.cameleer.greenplum.database;

import io.cameleer.greenplum.GreenplumCluster;
import io.cameleer.greenplum.GreenplumStatus;
import io.cameleer.greenplum.objects.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is known of a cluster when its next step is decided.
 *
 * @param view what was seen of its pods
 * @param patience how long a master may be silent before its standby takes its place
 */
record Moment(GreenplumCluster cluster, View view, Instant now, Duration patience) {
    private static final int NAMED = 5;

    Optional<GreenplumStatus> status() {
        return Optional.ofNullable(cluster.getStatus());
    }

    /** How many primary segments there should be. */
    int wanted() {
        return cluster.getSpec().primaries();
    }

    /** For how many primary segments there are pods. */
    int primaries() {
        return view.primaries().orElse(wanted());
    }

    /** Whether the database has ever answered. */
    boolean ran() {
        return status().map(GreenplumStatus::ran).orElse(false);
    }

    boolean hasStandby() {
        return cluster.getSpec().masterAndStandby().hasStandby();
    }

    /** The pod of the two masters' that is not this one. */
    static String other(String master) {
        return Group.MASTER.pod(master.equals(GreenplumCluster.FIRST_MASTER) ? 1 : 0);
    }

    /** A situation in which nothing is done yet. */
    Situation situation(String active, Optional<Catalog> catalog, boolean answers) {
        var since = status().map(GreenplumStatus::lostSince).map(Instant::parse);
        return new Situation(
                active,
                catalog,
                primaries(),
                missing(),
                answers ? Optional.empty() : Optional.of(since.orElse(now)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private List<String> missing() {
        var missing = new ArrayList<String>();
        for (var group : Group.of(cluster)) {
            for (var i = 0; i < group.size(cluster, primaries()); i++) {
                if (!view.isReady(group.pod(i))) {
                    missing.add(group.pod(i));
                }
            }
        }
        return missing;
    }

    /** Whether a database has been silent for some times the patience. */
    boolean isOverdue(Situation situation, int times) {
        return !now.isBefore(situation.lostSince().orElse(now).plus(patience.multipliedBy(times)));
    }

    /** Pods of which neither nor partner is ready, in words. */
    Optional<String> unserved() {
        var pods = new ArrayList<String>();
        var mirrored = cluster.getSpec().segments().hasMirrors();
        for (var i = 0; i < primaries(); i++) {
            if (!view.isReady(Group.PRIMARY.pod(i)) && !(mirrored && view.isReady(Group.MIRROR.pod(i)))) {
                pods.add(Group.PRIMARY.pod(i));
            }
        }
        return pods.isEmpty() ? Optional.empty() : Optional.of(some(pods));
    }

    /** What is said while pods are not ready. */
    static String starting(Situation situation) {
        return "Pods are started: " + some(situation.down()) + ".";
    }

    /** The first of many names. */
    static String some(List<String> pods) {
        var first = pods.stream().limit(NAMED).collect(Collectors.joining(", "));
        return pods.size() > NAMED ? first + " and " + (pods.size() - NAMED) + " more" : first;
    }
}
