package io.cameleer.hyperbytedb.members;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A cluster at one moment.
 *
 * @param replicas how many pods the StatefulSet has been told, nothing when there is none
 * @param rolling whether the StatefulSet's status is not of its newest template yet
 * @param pods the pods that exist, by ordinal
 * @param nodes the members as the leader knows them, nothing when no leader answers
 * @param leader the leader's number, nothing when none answers
 * @param distrust why a member that answers is not believed to be one, if there is such
 */
public record ClusterView(
        OptionalInt replicas,
        boolean rolling,
        List<MemberPod> pods,
        Optional<List<Node>> nodes,
        Optional<Integer> leader,
        Optional<String> distrust) {
    /** By how many entries a member may trail the leader; what is being written at this moment is no lag. */
    static final long LAG = 500;

    /** Members' states are compared in order. */
    public ClusterView {
        pods = pods.stream().sorted(Comparator.comparingInt(MemberPod::ordinal)).toList();
    }

    Optional<MemberPod> pod(int ordinal) {
        return pods.stream().filter(pod -> pod.ordinal() == ordinal).findFirst();
    }

    Map<Integer, Node> byId() {
        return nodes.orElse(List.of()).stream()
                .collect(Collectors.toMap(Node::id, Function.identity(), (one, same) -> one));
    }

    /** Whether a member serves and votes. Without a leader nobody is known to vote. */
    public boolean isHealthy(MemberPod pod) {
        var node = byId().get(pod.id());
        return pod.ready()
                && !pod.terminating()
                && pod.report().filter(Report::passes).isPresent()
                && node != null
                && !node.isLearner();
    }

    /** How many members serve and vote. */
    public int healthy() {
        return (int) pods.stream().filter(this::isHealthy).count();
    }

    /** How the members' data compare. */
    public Replication replication() {
        var reports = pods.stream().flatMap(pod -> pod.report().stream()).toList();
        var first = leader.flatMap(id -> pod(id - 1)).flatMap(MemberPod::report);
        if (first.isEmpty()) {
            return Replication.UNKNOWN;
        }
        if (reports.stream().anyMatch(report -> diverges(first.get(), report))) {
            return Replication.DIVERGED;
        }
        var complete = reports.size() == pods.size() && pods.size() == replicas.orElse(0);
        var lags = reports.stream()
                .anyMatch(report -> first.get().walSequence() - report.walSequence() > LAG
                        || missing(report.files(), first.get().files()) > 0
                                && report.walSequence() < first.get().walSequence());
        return !complete ? Replication.UNKNOWN : lags ? Replication.LAGGING : Replication.HEALTHY;
    }

    /** At the same entry of the log both have files that the other lacks: one of the two is wrong. */
    private static boolean diverges(Report leader, Report other) {
        return leader.walSequence() == other.walSequence()
                && missing(leader.files(), other.files()) > 0
                && missing(other.files(), leader.files()) > 0;
    }

    private static int missing(Set<String> among, Set<String> wanted) {
        var rest = new HashSet<>(wanted);
        rest.removeAll(among);
        return rest.size();
    }

    /** How the members' data compare. */
    public enum Replication {
        /** They are equal. */
        HEALTHY("Healthy"),
        /** Some are behind. */
        LAGGING("Lagging"),
        /** Some differ at the same entry of the log. */
        DIVERGED("Diverged"),
        /** Not all could be asked. */
        UNKNOWN("Unknown");

        private final String word;

        Replication(String word) {
            this.word = word;
        }

        /** As the status has it. */
        public String word() {
            return word;
        }
    }
}
