package io.cameleer.greptimedb.etcd;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Who is a member of etcd, and what to do so that it becomes as the spec says, one member at a time. Members join as
 * learners and vote when they have caught up; see https://etcd.io/docs/v3.5/op-guide/runtime-configuration/.
 *
 * <p>A member that starts on an empty volume although it has been one before would forget its votes, and a single one would
 * start an empty database without a word. Therefore the environment that lets a pod found or join a cluster is there only
 * while that is meant to happen; at all other times it is sealed, and an empty volume keeps its pod from starting until
 * the member was replaced.
 */
final class MembershipRules {
    static final String CLUSTER = "ETCD_INITIAL_CLUSTER";
    static final String STATE = "ETCD_INITIAL_CLUSTER_STATE";
    static final String TOKEN = "ETCD_INITIAL_CLUSTER_TOKEN";
    static final String SEAL = "sealed=http://sealed.invalid:2380";

    /** The same while a member that has started has no vote yet: etcd is asked until it has. */
    private static final String SEAL_OF_LEARNER = "sealed=http://learner.invalid:2380";

    private final EtcdNames names;
    private final int wanted;
    private final EtcdView view;

    private MembershipRules(EtcdNames names, int wanted, EtcdView view) {
        this.names = names;
        this.wanted = wanted;
        this.view = view;
    }

    /** What is next. */
    static Membership next(EtcdNames names, int wanted, EtcdView view) {
        var rules = new MembershipRules(names, wanted, view);
        return view.replicas().isEmpty()
                ? rules.begin()
                : rules.go(view.replicas().getAsInt());
    }

    /** Whether etcd has to be asked before {@link #next} can say more than that all is well. */
    static boolean asks(int wanted, EtcdView view) {
        return view.replicas().isPresent()
                && (!SEAL.equals(view.environment().get(CLUSTER))
                        || view.replicas().getAsInt() != wanted
                        || view.ready().size() < view.replicas().getAsInt()
                        || !view.claims().equals(view.marked())
                        || view.claims().stream().anyMatch(ordinal -> ordinal >= wanted));
    }

    /** There is no StatefulSet: members found a cluster, unless volumes of an earlier one are there. */
    private Membership begin() {
        var known = view.marked().stream().mapToInt(ordinal -> ordinal + 1).max();
        if (known.isPresent()) {
            return stay(known.getAsInt(), sealed(), "etcd starts from the volumes of an earlier cluster");
        }
        var environment = view.environment().isEmpty() ? founding(wanted) : view.environment();
        return stay(isSealed(environment) ? wanted : founders(environment), environment, null);
    }

    private Membership go(int replicas) {
        var environment = view.environment();
        if (environment.isEmpty()) {
            environment = view.marked().isEmpty() ? founding(replicas) : sealed();
        }
        if (view.members().isEmpty()) {
            return unasked(replicas, environment);
        }
        var members = view.members().get();
        return environment.get(STATE).equals("new") ? found(replicas, environment, members) : change(replicas, members);
    }

    private Membership unasked(int replicas, Map<String, String> environment) {
        var whole = view.ready().size() >= replicas;
        return stay(replicas, environment, whole ? null : trouble(replicas));
    }

    private String trouble(int replicas) {
        var alone = replicas == 1
                && isSealed(view.environment())
                && view.claims().contains(0)
                && (!view.marked().contains(0) || view.emptied().contains(0));
        if (alone) {
            return ("the volume of the only etcd member is empty: the metadata that were on it are lost; bring the old volume"
                            + " back, or delete ConfigMap %s to begin with an empty database")
                    .formatted(names.set());
        }
        return view.ready().size() < Membership.quorum(replicas)
                ? "etcd has no quorum: %d of %d members answer and %d are needed; bring their nodes and volumes back, nothing is changed until then"
                        .formatted(view.ready().size(), replicas, Membership.quorum(replicas))
                : null;
    }

    /** The first members; each volume is marked when all of them run. */
    private Membership found(int replicas, Map<String, String> environment, List<Member> members) {
        var all = IntStream.range(0, replicas).boxed().collect(Collectors.toSet());
        if (members.stream().filter(Member::started).count() < replicas
                || !view.ready().containsAll(all)) {
            return stay(replicas, environment, null);
        }
        var unmarked = new TreeSet<>(all);
        unmarked.removeAll(view.marked());
        return unmarked.isEmpty() ? settle(replicas) : act(replicas, sealed(), new EtcdAction.Mark(unmarked), null);
    }

    private Membership change(int replicas, List<Member> members) {
        var learner = members.stream().filter(Member::learner).findFirst();
        if (learner.isPresent()) {
            return join(replicas, members, learner.get());
        }
        var lost = members.stream()
                .filter(Member::started)
                .filter(member -> isLost(names.ordinal(member)))
                .findFirst();
        if (lost.isPresent()) {
            return healthy(members.size())
                    ? act(
                            replicas,
                            sealed(),
                            remove(lost.get(), "its volume was lost; a new member takes its place"),
                            null)
                    : stay(replicas, sealed(), trouble(replicas));
        }
        var unmarked = new TreeSet<>(view.ready());
        unmarked.retainAll(members.stream().map(names::ordinal).toList());
        unmarked.removeAll(view.marked());
        if (!unmarked.isEmpty()) {
            return act(replicas, sealed(), new EtcdAction.Mark(unmarked), null);
        }
        return resize(replicas, members);
    }

    /**
     * A learner starts, catches up, gets its vote. It has started when etcd lists its name; from then on it needs no
     * environment, which is sealed before it votes, and its volume is marked as a member's.
     */
    private Membership join(int replicas, List<Member> members, Member learner) {
        var ordinal = names.ordinal(learner);
        var enough = Math.max(replicas, ordinal + 1);
        if (ordinal >= wanted) {
            return act(replicas, sealed(), remove(learner, "it is not wanted any more"), null);
        }
        return learner.started() ? promote(enough, learner) : invite(enough, replicas, members, ordinal);
    }

    private Membership promote(int replicas, Member learner) {
        var ordinal = names.ordinal(learner);
        if (view.crashing().contains(ordinal)) {
            return act(replicas, sealed(), remove(learner, "it has lost its data before it could vote"), null);
        }
        var sealed = environment(SEAL_OF_LEARNER, "existing");
        if (!isSealed(view.environment())) {
            return new Membership(replicas, sealed, Optional.empty(), null, true);
        }
        return act(
                replicas,
                sealed,
                view.marked().contains(ordinal)
                        ? new EtcdAction.Promote(learner.id(), names.pod(ordinal))
                        : new EtcdAction.Mark(new TreeSet<>(List.of(ordinal))),
                null);
    }

    private Membership invite(int enough, int replicas, List<Member> members, int ordinal) {
        var environment = joining(members);
        if (!environment.equals(view.environment()) || replicas < enough) {
            return new Membership(enough, environment, Optional.empty(), null, true);
        }
        if (view.emptied().contains(ordinal)) {
            return act(enough, environment, new EtcdAction.Restart(ordinal, names.pod(ordinal)), null);
        }
        // What makes it fail can only be the data of a member that has left.
        return view.crashing().contains(ordinal)
                ? act(enough, environment, new EtcdAction.DropClaim(ordinal), null)
                : new Membership(
                        enough,
                        environment,
                        Optional.empty(),
                        "etcd member " + names.pod(ordinal) + " is joining",
                        true);
    }

    private Membership settle(int replicas) {
        return new Membership(replicas, sealed(), Optional.empty(), null, true);
    }

    private Membership resize(int replicas, List<Member> members) {
        var present = members.stream().map(names::ordinal).collect(Collectors.toSet());
        var last = replicas - 1;
        if (replicas > wanted && !present.contains(last)) {
            return settle(last);
        }
        var left = view.claims().stream()
                .filter(ordinal -> ordinal >= replicas && !present.contains(ordinal))
                .findFirst();
        if (left.isPresent()) {
            return act(replicas, sealed(), new EtcdAction.DropClaim(left.get()), null);
        }
        var missing = IntStream.range(0, wanted)
                .filter(ordinal -> !present.contains(ordinal))
                .findFirst();
        var asItShouldBe = replicas == wanted && missing.isEmpty();
        if (asItShouldBe) {
            return new Membership(
                    replicas,
                    sealed(),
                    Optional.empty(),
                    view.ready().size() < replicas ? trouble(replicas) : null,
                    !SEAL.equals(view.environment().get(CLUSTER)));
        }
        if (view.ready().stream().filter(present::contains).count() < members.size()) {
            return stay(replicas, sealed(), "etcd is resized when all of its members are ready");
        }
        if (missing.isPresent()) {
            var ordinal = missing.getAsInt();
            if (view.marked().contains(ordinal)) {
                return act(replicas, sealed(), new EtcdAction.DropClaim(ordinal), null);
            }
            return act(
                    replicas, sealed(), new EtcdAction.Add(ordinal, names.pod(ordinal), names.peerUrl(ordinal)), null);
        }
        var leaver = members.stream()
                .filter(member -> names.ordinal(member) == last)
                .findFirst()
                .orElseThrow();
        return act(replicas, sealed(), remove(leaver, "spec.etcd.replicas is " + wanted), null);
    }

    /** A member whose pod does not run, on a volume that is not known to hold its data or does not hold them. */
    private boolean isLost(int ordinal) {
        return view.claims().contains(ordinal)
                && (!view.marked().contains(ordinal) || view.emptied().contains(ordinal))
                && !view.ready().contains(ordinal);
    }

    private boolean healthy(int members) {
        return view.ready().size() >= Membership.quorum(members);
    }

    private EtcdAction remove(Member member, String why) {
        return new EtcdAction.Remove(member.id(), names.pod(names.ordinal(member)), why);
    }

    private Membership stay(int replicas, Map<String, String> environment, String note) {
        return new Membership(replicas, environment, Optional.empty(), note, false);
    }

    private static Membership act(int replicas, Map<String, String> environment, EtcdAction action, String note) {
        return new Membership(replicas, environment, Optional.of(action), note, true);
    }

    static boolean isSealed(Map<String, String> environment) {
        return SEAL.equals(environment.get(CLUSTER)) || SEAL_OF_LEARNER.equals(environment.get(CLUSTER));
    }

    private static int founders(Map<String, String> environment) {
        return environment.get(CLUSTER).split(",").length;
    }

    private Map<String, String> founding(int size) {
        return environment(names.cluster(IntStream.range(0, size).boxed().toList()), "new");
    }

    private Map<String, String> sealed() {
        return environment(SEAL, "existing");
    }

    private Map<String, String> joining(List<Member> members) {
        var ordinals = new ArrayList<>(
                new HashSet<>(members.stream().map(names::ordinal).toList()));
        ordinals.sort(Integer::compare);
        return environment(names.cluster(ordinals), "existing");
    }

    private Map<String, String> environment(String cluster, String state) {
        return Map.of(CLUSTER, cluster, STATE, state, TOKEN, names.set());
    }
}
