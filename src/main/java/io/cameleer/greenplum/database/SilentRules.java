package io.cameleer.greenplum.database;

import io.cameleer.greenplum.GreenplumCluster;
import io.cameleer.greenplum.GreenplumStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is next for a database of which no master answers. */
final class SilentRules {
    private final Moment moment;
    private final View view;

    SilentRules(Moment moment) {
        this.moment = moment;
        this.view = moment.view();
    }

    Situation next() {
        var before = moment.status().map(GreenplumStatus::activeMaster);
        var holds = holders();
        var isFirst = !moment.ran() && !view.kept();
        if (isFirst || (before.isEmpty() && holds.isEmpty())) {
            return making();
        }
        var active = before.orElseGet(() -> view.newest(holds));
        var situation = moment.situation(active, Optional.empty(), false);
        if (view.step(active).running()) {
            // A start that hangs is none.
            var hangs = moment.isOverdue(situation, 2);
            return (hangs ? failOver(situation) : Optional.<Situation>empty())
                    .orElseGet(() -> situation.waiting("The database is being started by " + active + "."));
        }
        if (view.isReady(active)) {
            return start(situation);
        }
        return failOver(situation)
                .orElseGet(() -> situation.waiting("The master's pod " + active + " is not ready, nothing answers."));
    }

    /** The pods on whose volumes a master's data are. */
    private List<String> holders() {
        return view.reports().entrySet().stream()
                .filter(report -> report.getValue().data() == Report.Data.MASTER)
                .map(Map.Entry::getKey)
                .toList();
    }

    private Situation making() {
        var situation = moment.situation(GreenplumCluster.FIRST_MASTER, Optional.empty(), false);
        return situation.waiting(
                situation.down().isEmpty() ? "The database is being made." : Moment.starting(situation));
    }

    private Situation start(Situation situation) {
        var start = new Action.Start(situation.active());
        if (view.hasFailed(start)) {
            var over = failOver(situation);
            if (over.isPresent()) {
                return over.get();
            }
        }
        if (!moment.hasStandby() && !moment.isOverdue(situation, 1)) {
            return situation.waiting("The database is being started by its image.");
        }
        return moment.unserved()
                .map(pods -> situation.waiting("The database is started when these pods are ready: " + pods + "."))
                .orElseGet(() -> situation.doing(start));
    }

    /** The standby takes over when the master has been silent for long enough and nothing that was acknowledged is lost by it. */
    private Optional<Situation> failOver(Situation situation) {
        if (!moment.hasStandby()) {
            return Optional.empty();
        }
        var standby = Moment.other(situation.active());
        if (view.step(standby).running()) {
            return Optional.of(situation.waiting(standby + " is becoming the master."));
        }
        if (!moment.isOverdue(situation, 1)) {
            return Optional.of(situation.waiting("The master " + situation.active() + " does not answer since "
                    + situation.lostSince().orElse(moment.now()) + "; its standby takes over "
                    + moment.patience().toSeconds() + " s after that."));
        }
        if (moment.status()
                .map(GreenplumStatus::standby)
                .filter(GreenplumStatus.IN_SYNC::equals)
                .isEmpty()) {
            return Optional.of(situation.blocked(
                    "The master %s does not answer, and its standby was not in sync: transactions would be lost if it took over; mend pod %s, or run gpactivatestandby -f in pod %s to accept that"
                            .formatted(situation.active(), situation.active(), standby)));
        }
        return Optional.of(
                view.isReady(standby)
                        ? situation.doing(new Action.FailOver(standby, situation.active()))
                        : situation.blocked("Neither the master's pod %s nor the standby's pod %s is ready"
                                .formatted(situation.active(), standby)));
    }
}
