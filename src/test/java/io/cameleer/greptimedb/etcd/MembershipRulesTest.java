package io.cameleer.greptimedb.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembershipRulesTest {
    private static final EtcdNames NAMES = new EtcdNames("demo-etcd", "monitoring", 2380);

    @ParameterizedTest
    @CsvSource({"1,3", "3,1", "1,5", "5,3", "3,5", "5,1"})
    void theNumberOfMembersChangesOneByOneAndAQuorumAlwaysVotes(int from, int to) {
        var world = new World(from);
        world.settle(from);
        world.settle(to);
        assertThat(world.voters()).isEqualTo(to);
        assertThat(world.claims.keySet()).hasSize(to);
        assertThat(world.environment).containsEntry(MembershipRules.CLUSTER, MembershipRules.SEAL);
    }

    @Test
    void aMemberWhoseVolumeIsLostIsReplacedAndTheSealKeepsItFromStartingBefore() {
        var world = new World(3);
        world.settle(3);
        var before = world.members.get(1).id();
        world.loseVolume(1);
        assertThat(world.ready()).containsExactly(0, 2);
        world.settle(3);
        assertThat(world.members.get(1).id()).isNotEqualTo(before);
        assertThat(world.ready()).containsExactly(0, 1, 2);
    }

    @Test
    void aMemberWhoseVolumeIsEmptiedIsReplacedToo() {
        var world = new World(3);
        world.settle(3);
        var before = world.members.get(2).id();
        world.loseData(2);
        world.settle(3);
        assertThat(world.members.get(2).id()).isNotEqualTo(before);
        assertThat(world.ready()).containsExactly(0, 1, 2);
    }

    @Test
    void theOnlyMemberThatLosesItsVolumeDoesNotStartAnEmptyDatabase() {
        var world = new World(1);
        world.settle(1);
        world.loseVolume(0);
        var next = world.step(1);
        assertThat(next.note()).contains("that were on it are lost").contains("ConfigMap demo-etcd");
        assertThat(world.ready()).isEmpty();
    }

    @Test
    void withoutAQuorumNothingIsChanged() {
        var world = new World(3);
        world.settle(3);
        world.stopped.addAll(List.of(0, 1));
        var next = world.step(1);
        assertThat(next.action()).isEmpty();
        assertThat(next.replicas()).isEqualTo(3);
        assertThat(next.note()).contains("no quorum: 1 of 3");
    }

    @Test
    void volumesOfAnEarlierClusterAreUsedBeforeItsSizeChanges() {
        var world = new World(3);
        world.settle(3);
        var data = List.copyOf(world.members.values());
        world.deleteCluster();
        world.settle(1);
        assertThat(world.voters()).isEqualTo(1);
        assertThat(world.members.values()).isSubsetOf(data);
    }

    @Test
    void aWishThatIsTakenBackWhileAMemberJoinsTakesTheMemberBack() {
        var world = new World(1);
        world.settle(1);
        do {
            world.step(3);
        } while (world.members.size() < 2);
        world.settle(1);
        assertThat(world.voters()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void aLearnerThatLosesItsVolumeAtAnyMomentIsReplacedAndNoMemberForgetsItsVotes(int ordinal) {
        var losses = 0;
        for (var moment = 0; moment < 20; moment++) {
            for (var loss : List.<BiConsumer<World, Integer>>of(World::loseVolume, World::loseData)) {
                var world = new World(1);
                world.settle(1);
                for (var i = 0; i < moment; i++) {
                    world.step(3);
                }
                if (world.learns(ordinal)) {
                    loss.accept(world, ordinal);
                    losses++;
                }
                world.settle(3);
                assertThat(world.ready()).containsExactly(0, 1, 2);
            }
        }
        assertThat(losses).isGreaterThan(3);
    }

    @Test
    void aLearnerWhoseVolumeHoldsTheDataOfAMemberThatLeftGetsAnotherVolume() {
        var world = new World(1);
        world.settle(1);
        while (!world.learns(1)) {
            world.step(3);
        }
        world.members.put(1, new Member("m99", "", NAMES.peerUrl(1), true));
        world.marked.remove(1);
        world.settle(3);
        assertThat(world.ready()).containsExactly(0, 1, 2);
    }

    @Test
    void aSettledEtcdIsNotAsked() {
        var world = new World(3);
        world.settle(3);
        assertThat(MembershipRules.asks(3, world.view())).isFalse();
    }

    /** An etcd with its StatefulSet and volumes, as far as the rules can tell it from a real one. */
    private static final class World {
        private final Map<Integer, Member> members = new HashMap<>();
        /** What is on a volume: the id of a member, or nothing. */
        private final Map<Integer, String> claims = new HashMap<>();

        private final Set<Integer> marked = new TreeSet<>();
        private final Set<Integer> stopped = new TreeSet<>();
        private Map<String, String> environment = Map.of();
        private OptionalInt replicas = OptionalInt.empty();
        private int numbers;

        World(int size) {
            step(size);
        }

        void settle(int wanted) {
            for (var i = 0; i < 100; i++) {
                var next = step(wanted);
                if (!next.busy() && next.replicas() == wanted && voters() == wanted) {
                    return;
                }
            }
            throw new AssertionError("never settled: " + members + claims + environment);
        }

        Membership step(int wanted) {
            var view = view();
            var next = MembershipRules.next(NAMES, wanted, MembershipRules.asks(wanted, view) ? asked(view) : view);
            replicas = OptionalInt.of(next.replicas());
            environment = next.environment();
            next.action().ifPresent(this::carryOut);
            start();
            var voting = members.values().stream()
                    .filter(member -> !member.learner())
                    .toList();
            var up = voting.stream()
                    .filter(member -> ready().contains(NAMES.ordinal(member)))
                    .count();
            if (stopped.isEmpty() && claims.containsValue(null) == false && !voting.isEmpty()) {
                assertThat(up).isGreaterThanOrEqualTo(Membership.quorum(voting.size()));
            }
            assertThat(members.values().stream().filter(Member::learner).count())
                    .isLessThanOrEqualTo(1);
            return next;
        }

        void loseVolume(int ordinal) {
            claims.put(ordinal, null);
            marked.remove(ordinal);
        }

        void loseData(int ordinal) {
            claims.put(ordinal, null);
        }

        boolean learns(int ordinal) {
            return claims.get(ordinal) != null
                    && members.containsKey(ordinal)
                    && members.get(ordinal).learner();
        }

        /** The pods that fail because of what is on their volumes, or because nothing is. */
        private Set<Integer> failing(boolean onlyEmpty) {
            var ready = ready();
            return IntStream.range(0, replicas.orElse(0))
                    .filter(ordinal -> !stopped.contains(ordinal) && !ready.contains(ordinal))
                    .filter(ordinal -> !onlyEmpty || claims.get(ordinal) == null)
                    .boxed()
                    .collect(Collectors.toSet());
        }

        void deleteCluster() {
            replicas = OptionalInt.empty();
            environment = Map.of();
        }

        long voters() {
            return members.values().stream().filter(member -> !member.learner()).count();
        }

        Set<Integer> ready() {
            return IntStream.range(0, replicas.orElse(0))
                    .filter(ordinal -> !stopped.contains(ordinal))
                    .filter(ordinal -> claims.get(ordinal) != null
                            && members.values().stream()
                                    .anyMatch(member -> member.id().equals(claims.get(ordinal))))
                    .boxed()
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        EtcdView view() {
            return new EtcdView(
                    replicas,
                    environment,
                    Set.copyOf(claims.keySet()),
                    Set.copyOf(marked),
                    ready(),
                    failing(false),
                    failing(true),
                    Optional.empty());
        }

        private EtcdView asked(EtcdView view) {
            var voting = voters();
            var answers = ready().size() >= voting / 2 + 1;
            return new EtcdView(
                    view.replicas(),
                    view.environment(),
                    view.claims(),
                    view.marked(),
                    view.ready(),
                    view.crashing(),
                    view.emptied(),
                    answers ? Optional.of(new ArrayList<>(members.values())) : Optional.empty());
        }

        private void carryOut(EtcdAction action) {
            switch (action) {
                case EtcdAction.Add add ->
                    members.put(add.ordinal(), new Member("m" + ++numbers, "", add.peerUrl(), true));
                case EtcdAction.Promote promote ->
                    members.replaceAll((ordinal, member) -> member.id().equals(promote.id())
                            ? new Member(member.id(), member.name(), member.peerUrl(), false)
                            : member);
                case EtcdAction.Remove remove ->
                    members.values().removeIf(member -> member.id().equals(remove.id()));
                case EtcdAction.Mark mark -> marked.addAll(mark.ordinals());
                case EtcdAction.DropClaim drop -> {
                    assertThat(members.values())
                            .noneMatch(member -> member.started() && NAMES.ordinal(member) == drop.ordinal());
                    claims.remove(drop.ordinal());
                    marked.remove(drop.ordinal());
                }
                case EtcdAction.Restart restart -> {}
            }
        }

        /** What Kubernetes and etcd do by themselves: volumes are made, pods with an empty one found or join if they may. */
        private void start() {
            var founders = environment.get(MembershipRules.STATE).equals("new");
            for (var ordinal = 0; ordinal < replicas.orElse(0); ordinal++) {
                claims.putIfAbsent(ordinal, null);
                if (claims.get(ordinal) != null) {
                    continue;
                }
                if (founders) {
                    assertThat(members).as("nobody founds a second cluster").doesNotContainKey(ordinal);
                    members.put(ordinal, started("m" + ++numbers, ordinal, false));
                    claims.put(ordinal, members.get(ordinal).id());
                } else if (members.containsKey(ordinal)
                        && environment
                                .get(MembershipRules.CLUSTER)
                                .equals(NAMES.cluster(
                                        members.keySet().stream().sorted().toList()))) {
                    var member = members.get(ordinal);
                    assertThat(member.learner())
                            .as("only one without a vote starts with nothing")
                            .isTrue();
                    claims.put(ordinal, member.started() ? "half of " + member.id() : member.id());
                    members.put(ordinal, started(member.id(), ordinal, true));
                }
            }
        }

        private static Member started(String id, int ordinal, boolean learner) {
            return new Member(id, NAMES.pod(ordinal), NAMES.peerUrl(ordinal), learner);
        }
    }
}
