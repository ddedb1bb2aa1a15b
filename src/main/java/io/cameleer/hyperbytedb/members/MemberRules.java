package io.cameleer.hyperbytedb.members;

import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.hyperbytedb.objects.Names;
import io.cameleer.hyperbytedb.spec.MemberFailoverSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the next step is, one at a time: members that cannot serve are mended first, then replaced; then the number of
 * members follows the spec; a healthy member is restarted for a new template only when all others are healthy too.
 */
final class MemberRules {
    /** Says of which pod a person knows that it cannot be drained any more. */
    static final String SKIP_DRAIN = "cameleer.io/skip-drain";

    private static final Duration SLOW_START = Duration.ofSeconds(120);

    private final HyperbytedbCluster cluster;
    private final ClusterView view;
    private final Instant now;
    private final int wanted;
    private final int there;

    private MemberRules(HyperbytedbCluster cluster, ClusterView view, Instant now) {
        this.cluster = cluster;
        this.view = view;
        this.now = now;
        this.wanted = cluster.getSpec().replicas();
        this.there = view.replicas().orElse(wanted);
    }

    /** The next step. */
    static Membership next(HyperbytedbCluster cluster, ClusterView view, Instant now) {
        return new MemberRules(cluster, view, now).next();
    }

    private Membership next() {
        if (view.replicas().isEmpty()) {
            return Membership.waiting(view, wanted, "the pods are being made");
        }
        if (wanted > there) {
            return Membership.waiting(view, wanted, "pods are added before members");
        }
        var ending = view.pods().stream().filter(MemberPod::terminating).findFirst();
        if (ending.isPresent()) {
            return Membership.waiting(view, there, "pod " + ending.get().name() + " ends");
        }
        return broken().or(this::withoutLeader)
                .or(this::strays)
                .or(this::failover)
                .or(this::scaleDown)
                .or(this::join)
                .or(this::roll)
                .orElseGet(() -> Membership.settled(view, there));
    }

    /** A pod of an older template that does not serve has nothing to lose by a restart: so a mended template heals. */
    private Optional<Membership> broken() {
        return view.pods().stream()
                .filter(pod -> pod.outdated() && !pod.ready())
                .max(Comparator.comparing(MemberPod::ordinal))
                .map(pod -> act(new MemberAction.Roll(
                        pod.ordinal(), pod.name(), "its template has changed and it does not serve")));
    }

    private Optional<Membership> withoutLeader() {
        if (view.distrust().isPresent()) {
            return Optional.of(Membership.blocked(
                    view,
                    there,
                    "%s; the certificate of Secret %s has to be of the authority in its ca.crt, and for the name %s"
                            .formatted(view.distrust().get(), Names.certificate(cluster), Names.host(cluster, 0))));
        }
        if (view.nodes().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(Membership.waiting(
                view,
                there,
                "no leader answers; %d of %d members pass their probes, %d are needed"
                        .formatted(
                                view.pods().stream().filter(MemberPod::ready).count(),
                                there,
                                Membership.quorum(there))));
    }

    /** Members that are none any more: their pod is gone for good, or came back without its data. */
    private Optional<Membership> strays() {
        for (var node : view.nodes().orElseThrow()) {
            var pod = view.pod(node.id() - 1);
            if (pod.isEmpty() && node.id() > there) {
                return Optional.of(act(new MemberAction.Leave(node.id(), "its pod is gone")));
            }
            var lost = pod.flatMap(MemberPod::report)
                    .filter(report -> "joining".equals(report.state()) && report.walSequence() == 0);
            if (lost.isPresent() && !node.isLearner()) {
                return Optional.of(act(new MemberAction.Leave(
                        node.id(), "it came back without its data and gets them anew from the others")));
            }
        }
        return Optional.empty();
    }

    private Optional<Membership> failover() {
        var spec = cluster.getSpec().failover();
        var timeout = Duration.ofSeconds(spec.failoverTimeoutSecs());
        var rolling = view.pods().stream().anyMatch(MemberPod::outdated);
        var overdue = view.pods().stream()
                .filter(pod -> spec.enabled() && !rolling && pod.running() && pod.unreadySince() != null)
                .filter(pod -> !now.isBefore(pod.unreadySince().plus(timeout))
                        && !now.isBefore(pod.created().plus(timeout)))
                .min(Comparator.comparing(MemberPod::unreadySince));
        if (overdue.isEmpty()) {
            return Optional.empty();
        }
        var pod = overdue.get();
        if (view.healthy() < Membership.quorum(there)) {
            return Optional.of(Membership.blocked(
                    view,
                    there,
                    "pod %s is not replaced: only %d of %d members are healthy, and %d have to be"
                            .formatted(pod.name(), view.healthy(), there, Membership.quorum(there))));
        }
        return coming(timeout) >= spec.maxFailoverCount()
                ? Optional.of(Membership.waiting(
                        view, there, "pod " + pod.name() + " is replaced when those replaced before it are healthy"))
                : Optional.of(act(failover(spec, pod)));
    }

    private MemberAction failover(MemberFailoverSpec spec, MemberPod pod) {
        var claim = spec.dropsVolume() ? Names.claim(cluster, pod.ordinal()) : null;
        return new MemberAction.FailOver(
                pod.ordinal(),
                pod.name(),
                claim,
                "it has not been ready for "
                        + Duration.between(pod.unreadySince(), now).toSeconds() + " s");
    }

    /** How many members are on their way: a pod that is missing, or new and not healthy yet. */
    private long coming(Duration timeout) {
        var young = view.pods().stream()
                .filter(pod ->
                        !view.isHealthy(pod) && now.isBefore(pod.created().plus(timeout)))
                .count();
        return young
                + IntStream.range(0, there)
                        .filter(ordinal -> view.pod(ordinal).isEmpty())
                        .count();
    }

    private Optional<Membership> scaleDown() {
        if (wanted >= there) {
            return Optional.empty();
        }
        var ordinal = there - 1;
        var name = Names.pod(cluster, ordinal);
        var node = Optional.ofNullable(view.byId().get(ordinal + 1));
        if (node.isEmpty()) {
            return Optional.of(Membership.waiting(view, there - 1, "pod " + name + " is removed"));
        }
        var leave = new MemberAction.Leave(ordinal + 1, "spec.replicas is " + wanted);
        if (node.get().isLearner() || skipsDrain(name)) {
            return Optional.of(act(leave));
        }
        var others = view.pods().stream()
                .filter(pod -> pod.ordinal() < ordinal && view.isHealthy(pod))
                .count();
        if (others < Membership.quorum(there - 1)) {
            return Optional.of(Membership.blocked(
                    view,
                    there,
                    "the scale-down waits: of the %d members that would stay only %d are healthy, and %d have to be"
                            .formatted(there - 1, others, Membership.quorum(there - 1))));
        }
        var report = view.pod(ordinal).flatMap(MemberPod::report);
        if (report.isEmpty()) {
            return Optional.of(Membership.blocked(
                    view,
                    there,
                    "the scale-down waits: pod %s does not answer, so it cannot hand on what it has; mend it, or give it up by kubectl annotate hyperbytedbcluster %s %s=%s"
                            .formatted(name, cluster.getMetadata().getName(), SKIP_DRAIN, name)));
        }
        var drained =
                report.get().state().equals("draining") || report.get().state().equals("leaving");
        return Optional.of(act(drained ? leave : new MemberAction.Drain(ordinal, name)));
    }

    private boolean skipsDrain(String pod) {
        var annotations = cluster.getMetadata().getAnnotations();
        return annotations != null && pod.equals(annotations.get(SKIP_DRAIN));
    }

    /** Pods become members, one after the other. */
    private Optional<Membership> join() {
        var nodes = view.byId();
        var first = view.leader().flatMap(id -> view.pod(id - 1)).flatMap(MemberPod::report);
        for (var pod : view.pods()) {
            var node = nodes.get(pod.id());
            if (node != null && node.isLearner()) {
                var ready = first.isPresent()
                        && pod.report()
                                .filter(report -> first.get().walSequence() - report.walSequence() <= ClusterView.LAG)
                                .isPresent();
                return Optional.of(
                        ready
                                ? act(new MemberAction.Promote(pod.ordinal(), Names.address(cluster, pod.ordinal())))
                                : Membership.waiting(view, there, "member " + pod.id() + " gets the data"));
            }
        }
        for (var pod : view.pods()) {
            if (!nodes.containsKey(pod.id()) && pod.report().isPresent()) {
                return Optional.of(act(new MemberAction.Add(pod.ordinal(), Names.address(cluster, pod.ordinal()))));
            }
            var drained = pod.report().filter(report -> report.state().equals("draining"));
            if (drained.isPresent()) {
                return Optional.of(act(new MemberAction.Roll(
                        pod.ordinal(), pod.name(), "it was drained, and it is to stay a member after all")));
            }
        }
        return Optional.empty();
    }

    private Optional<Membership> roll() {
        var outdated = view.pods().stream().filter(MemberPod::outdated).toList();
        var unhealthy = view.pods().stream().filter(pod -> !view.isHealthy(pod)).findFirst();
        if (outdated.isEmpty() && unhealthy.isEmpty() && view.pods().size() == there) {
            return view.rolling()
                    ? Optional.of(Membership.waiting(view, there, "the StatefulSet is being updated"))
                    : Optional.empty();
        }
        if (unhealthy.isPresent() || view.pods().size() < there) {
            var waits = unhealthy
                    .map(pod -> "member %d (pod %s) is %s".formatted(pod.id(), pod.name(), pod.state()))
                    .orElse("a pod is being made");
            var late = unhealthy
                    .filter(pod ->
                            !outdated.isEmpty() && !now.isBefore(pod.created().plus(SLOW_START)))
                    .isPresent();
            var told = outdated.isEmpty()
                    ? waits
                    : "the upgrade goes on when all members are healthy: " + waits + "; " + outdated.size() + " of "
                            + there + " are still to be upgraded";
            return Optional.of(
                    late
                            ? Membership.blocked(view, there, told + "; mend it, or go back to the version before")
                            : Membership.waiting(view, there, told));
        }
        if (view.replication() != ClusterView.Replication.HEALTHY) {
            return Optional.of(Membership.waiting(
                    view,
                    there,
                    "the upgrade goes on when replication is Healthy; it is "
                            + view.replication().word()));
        }
        // The leader comes last, so that there is one election and not several.
        return outdated.stream()
                .max(Comparator.comparing((MemberPod pod) -> view.leader().orElse(0) != pod.id())
                        .thenComparing(MemberPod::ordinal))
                .map(pod -> act(new MemberAction.Roll(pod.ordinal(), pod.name(), "its template has changed")));
    }

    private Membership act(MemberAction action) {
        return Membership.next(view, there, action);
    }
}
