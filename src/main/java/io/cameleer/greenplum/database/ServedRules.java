package io.cameleer.greenplum.database;

import io.cameleer.greenplum.GreenplumStatus;
import io.cameleer.greenplum.objects.ExpansionJob.State;
import io.cameleer.greenplum.objects.Group;
import io.cameleer.greenplum.objects.Names;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is next for a database of which one master answers. */
final class ServedRules {
    private static final String COUNT = "spec.segments.primarySegmentCount: ";

    private final Moment moment;
    private final View view;
    private final Situation situation;
    private final Catalog catalog;

    /**
     * Decides at a moment.
     *
     * @param situation what is so far known of it
     * @param catalog what the master knows
     */
    ServedRules(Moment moment, Situation situation, Catalog catalog) {
        this.moment = moment;
        this.view = moment.view();
        this.situation = situation;
        this.catalog = catalog;
    }

    Situation next() {
        if (view.step(situation.active()).running()) {
            return running(situation.active());
        }
        return gone().or(this::recover)
                .or(this::standby)
                .or(this::expand)
                .or(this::roll)
                .or(this::pods)
                .orElse(situation);
    }

    private Situation running(String pod) {
        return situation.waiting("A command of the database runs in " + pod + ".");
    }

    /** Primaries that no mirror stands in for. */
    private Optional<Situation> gone() {
        if (catalog.whole()) {
            return Optional.empty();
        }
        var unserved = moment.unserved();
        if (unserved.isPresent()) {
            return Optional.of(
                    situation.blocked("Segments do not answer, and these pods are not ready: " + unserved.get()));
        }
        return Optional.of(
                moment.isOverdue(situation, 1)
                        ? situation.doing(new Action.Restart(situation.active()))
                        : situation.waiting("Segments do not answer; mirrors are given time to take over."));
    }

    private Optional<Situation> recover() {
        var down = catalog.down();
        if (down.isEmpty()) {
            return Optional.empty();
        }
        var back = down.stream().map(Segment::pod).filter(view::isReady).toList();
        return Optional.of(
                back.isEmpty()
                        ? situation.waiting("Segments are down, their partners serve: "
                                + Moment.some(down.stream().map(Segment::pod).toList()) + ".")
                        : situation.doing(new Action.Recover(situation.active(), Moment.some(back))));
    }

    private Optional<Situation> standby() {
        if (!moment.hasStandby()) {
            return Optional.empty();
        }
        var pod = Moment.other(situation.active());
        if (!view.isReady(pod)) {
            return Optional.of(situation.waiting("The standby's pod " + pod + " is started."));
        }
        if (view.step(pod).running()) {
            return Optional.of(running(pod));
        }
        if (catalog.standby().isEmpty()) {
            return Optional.of(
                    steady()
                            ? situation.doing(new Action.InitStandby(situation.active(), pod))
                            : situation.waiting("The database has no standby yet."));
        }
        return catalog.standbyStreams()
                ? Optional.empty()
                : Optional.of(situation.doing(new Action.StartStandby(situation.active(), pod)));
    }

    /** A database that is just being made has neither all of its segments nor its standby; its image sees to that. */
    private boolean steady() {
        return moment.status().map(GreenplumStatus::conditions).orElse(List.of()).stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True")
                        && !moment.now()
                                .isBefore(Instant.parse(condition.getLastTransitionTime())
                                        .plus(moment.patience())));
    }

    /** The words are those by which users know what stands in the way. */
    private Optional<Situation> expand() {
        var there = catalog.primaries();
        var wanted = moment.wanted();
        if (there >= wanted) {
            return Optional.empty();
        }
        var job = view.job().filter(found -> found.state() != State.SUCCEEDED);
        if (job.isPresent()) {
            return Optional.of(besides(job.get()));
        }
        if (catalog.expanding()) {
            return Optional.of(situation.blocked(COUNT
                    + "previous expansion schema exists. you must redistribute data and clean up expansion schema prior to performing another expansion; run gpexpand -d and gpexpand -c in pod "
                    + situation.active()));
        }
        if (!steady()) {
            return Optional.of(situation.waiting("The database grows when it has answered for a while."));
        }
        if (moment.primaries() < wanted) {
            return Optional.of(
                    situation.growing(wanted).waiting("Pods of " + (wanted - there) + " new segments are started."));
        }
        return Optional.of(
                situation.down().isEmpty()
                        ? situation.doing(new Action.Expand(situation.active(), there, wanted))
                        : situation.waiting("The database grows when these pods are ready: "
                                + Moment.some(situation.down()) + "."));
    }

    /** What a Job that has not done its work means: one that fails is a person's to mend, and two at once are not possible. */
    private Situation besides(View.Expansion job) {
        var name = Names.expansion(moment.cluster());
        if (job.state() == State.FAILED) {
            return situation.blocked(COUNT
                    + "cannot expand cluster because previous gpexpand job failed; read its log, mend what it names and delete Job "
                    + name);
        }
        return job.count() == moment.wanted()
                ? situation.waiting("The Job " + name + " takes new segments in.")
                : situation.blocked(COUNT
                        + "cannot expand cluster because a gpexpand job is currently running; this goes on when Job "
                        + name + " has ended");
    }

    /** One pod after the other, those first whose absence nobody notices. */
    private Optional<Situation> roll() {
        var outdated = view.pods().stream()
                .filter(View.Member::outdated)
                .map(View.Member::name)
                .toList();
        if (outdated.isEmpty()) {
            return Optional.empty();
        }
        if (!situation.down().isEmpty() || !catalog.synced()) {
            return Optional.of(situation.waiting("Pods are made anew when all of them are ready and in sync."));
        }
        if (!view.unseen().isEmpty()) {
            return Optional.of(situation.waiting("Pods are made anew when Kubernetes has seen what they become: "
                    + Moment.some(view.unseen()) + "."));
        }
        var serving = catalog.data().stream()
                .filter(Segment::isPrimary)
                .map(Segment::pod)
                .collect(Collectors.toSet());
        return outdated.stream()
                .min(Comparator.comparing((String pod) -> pod.equals(situation.active()))
                        .thenComparing(pod -> pod.startsWith(Group.MASTER.set() + "-"))
                        .thenComparing(serving::contains)
                        .thenComparing(Comparator.naturalOrder()))
                .map(pod -> situation.doing(new Action.Roll(pod)));
    }

    private Optional<Situation> pods() {
        return situation.down().isEmpty()
                ? Optional.empty()
                : Optional.of(situation.waiting(Moment.starting(situation)));
    }
}
