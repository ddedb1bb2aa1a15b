package io.cameleer.greenplum.database;

import io.cameleer.greenplum.GreenplumCluster;
import io.cameleer.greenplum.GreenplumStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the next step for a database is. Nothing here asks or changes anything. */
final class DatabaseRules {
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private DatabaseRules() {}

    /**
     * Decides for one cluster at one moment.
     *
     * @param patience how long a master may be silent before its standby takes its place
     */
    static Situation next(GreenplumCluster cluster, View view, Instant now, Duration patience) {
        var moment = new Moment(cluster, view, now, patience);
        var situation = growing(moment, next(moment));
        var failed = situation.action().filter(view::hasFailed).map(action -> view.step(action.pod()));
        return failed.isEmpty()
                ? situation
                : situation.meeting(
                        "%s This failed: %s; it is tried again"
                                .formatted(
                                        situation.action().get().text(),
                                        failed.get().failure()),
                        failed.get().seconds() < PAUSE.toSeconds());
    }

    private static Situation next(Moment moment) {
        var view = moment.view();
        var masters = view.masters();
        if (masters.isEmpty()) {
            return new SilentRules(moment).next();
        }
        var active = moment.status()
                .map(GreenplumStatus::activeMaster)
                .filter(masters::contains)
                .orElseGet(() -> view.newest(masters));
        var catalog = view.catalog(active).orElseThrow();
        var situation = moment.situation(active, Optional.of(catalog), catalog.whole());
        return masters.stream()
                .filter(master -> !master.equals(active))
                .findFirst()
                .map(other -> situation.doing(new Action.Fence(other, active)))
                .orElseGet(() -> new ServedRules(moment, situation, catalog).next());
    }

    /** A database that does not answer cannot grow; that is told unless something is being done about it. */
    private static Situation growing(Moment moment, Situation situation) {
        if (situation.catalog().isPresent()
                || situation.action().isPresent()
                || moment.primaries() >= moment.wanted()) {
            return situation;
        }
        return situation.blocked("spec.segments.primarySegmentCount: "
                + (moment.ran()
                        ? "failed to contact an active gpdb master; the database grows when it answers again"
                        : "updates only supported when cluster is Running; the database grows when it is"));
    }
}
