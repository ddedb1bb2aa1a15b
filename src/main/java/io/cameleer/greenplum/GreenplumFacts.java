package io.cameleer.greenplum;

import io.cameleer.greenplum.database.Catalog;
import io.cameleer.greenplum.database.Segment;
import io.cameleer.greenplum.database.Situation;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be seen of a cluster. */
record GreenplumFacts(
        GreenplumCluster cluster, boolean valid, Optional<Situation> situation, Optional<Trouble> trouble) {
    /** What is wrong, in words. */
    record Trouble(String reason, String message) {}

    static GreenplumFacts of(Reconciliation<GreenplumCluster> reconciliation, Situation seen) {
        var situation = Optional.ofNullable(seen);
        return new GreenplumFacts(
                reconciliation.primary(), reconciliation.isValid(), situation, trouble(reconciliation, situation));
    }

    private static Optional<Trouble> trouble(
            Reconciliation<GreenplumCluster> reconciliation, Optional<Situation> situation) {
        if (!reconciliation.isValid()) {
            return Optional.of(new Trouble(
                    reconciliation.violations().getFirst().reason(), Violation.told(reconciliation.violations())));
        }
        var obstacle = situation.flatMap(Situation::obstacle);
        var notice = reconciliation.notices().stream().findFirst();
        if (notice.isPresent()) {
            return Optional.of(new Trouble(
                    notice.get().reason(),
                    notice.get() + obstacle.map(text -> "; " + text).orElse("")));
        }
        if (obstacle.isPresent()) {
            return Optional.of(new Trouble("StepBlocked", obstacle.get()));
        }
        var down = situation.flatMap(Situation::catalog).map(Catalog::down).filter(list -> !list.isEmpty());
        if (down.isPresent()) {
            return Optional.of(new Trouble(
                    "SegmentsDown",
                    "segments are down, their partners serve: "
                            + down.get().stream().map(Segment::pod).limit(10).collect(Collectors.joining(", "))));
        }
        return ran(reconciliation.primary())
                        && situation
                                .filter(found -> found.lostSince().isPresent())
                                .isPresent()
                ? Optional.of(new Trouble(
                        "DatabaseUnavailable", situation.get().note().orElse("the database does not answer")))
                : Optional.empty();
    }

    private static boolean ran(GreenplumCluster cluster) {
        return Optional.ofNullable(cluster.getStatus())
                .filter(GreenplumStatus::ran)
                .isPresent();
    }

    Optional<Catalog> catalog() {
        return situation.flatMap(Situation::catalog);
    }

    /** Whether all of the database answers. */
    boolean answers() {
        return catalog().filter(Catalog::whole).isPresent();
    }

    boolean settled() {
        return valid && answers() && situation.filter(Situation::busy).isEmpty() && trouble.isEmpty();
    }

    /** A database that answered once is Running until nothing but a person can help it. */
    String phase() {
        if (answers()) {
            return "Running";
        }
        if (ran(cluster)) {
            return situation.flatMap(Situation::obstacle).isPresent() ? "Failed" : "Running";
        }
        return trouble.isPresent() ? "Failed" : "Pending";
    }

    String standby() {
        if (cluster.getSpec() == null || !cluster.getSpec().masterAndStandby().hasStandby()) {
            return GreenplumStatus.NONE;
        }
        // While no master answers, whether its standby followed it is known from before.
        return catalog()
                .map(found -> found.standby().isPresent() && found.standbyStreams()
                        ? GreenplumStatus.IN_SYNC
                        : GreenplumStatus.NOT_IN_SYNC)
                .orElse(null);
    }

    String mirrors() {
        if (cluster.getSpec() == null || !cluster.getSpec().segments().hasMirrors()) {
            return GreenplumStatus.NONE;
        }
        return catalog()
                .map(found ->
                        found.mirrored() && found.synced() ? GreenplumStatus.IN_SYNC : GreenplumStatus.NOT_IN_SYNC)
                .orElse(GreenplumStatus.NOT_IN_SYNC);
    }

    Integer up() {
        return catalog()
                .map(found -> (int) found.data().stream().filter(Segment::up).count())
                .orElse(0);
    }

    Integer down() {
        return catalog().map(found -> found.down().size()).orElse(null);
    }

    String progress() {
        if (settled()) {
            return "Nothing is left to do.";
        }
        return situation
                .flatMap(Situation::note)
                .or(() -> trouble.map(Trouble::message))
                .orElse("Objects are made.");
    }

    String told() {
        if (!answers()) {
            return trouble.map(Trouble::message).orElse(progress());
        }
        var parts = new ArrayList<String>();
        parts.add("The database answers in " + situation.get().active());
        parts.add(catalog().get().primaries() + " primary segments");
        if (!mirrors().equals(GreenplumStatus.NONE)) {
            parts.add("mirrors " + mirrors());
        }
        if (!GreenplumStatus.NONE.equals(standby())) {
            parts.add("standby " + standby());
        }
        return String.join(", ", parts) + ".";
    }
}
