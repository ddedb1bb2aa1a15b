package io.cameleer.hyperbytedb.members;

import java.util.Optional;

/**
 * What is next for the members of a cluster.
 *
 * @param view what was seen
 * @param members how many pods there should be now
 * @param action the next step, if any
 * @param note what is waited for, in words, if anything
 * @param obstacle what keeps the next step from being done and needs a person's eye, if anything
 */
public record Membership(
        ClusterView view,
        int members,
        Optional<MemberAction> action,
        Optional<String> note,
        Optional<String> obstacle) {
    static Membership settled(ClusterView view, int members) {
        return new Membership(view, members, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Membership next(ClusterView view, int members, MemberAction action) {
        return new Membership(view, members, Optional.of(action), Optional.of(action.text()), Optional.empty());
    }

    static Membership waiting(ClusterView view, int members, String note) {
        return new Membership(view, members, Optional.empty(), Optional.of(note), Optional.empty());
    }

    static Membership blocked(ClusterView view, int members, String obstacle) {
        return new Membership(view, members, Optional.empty(), Optional.of(obstacle), Optional.of(obstacle));
    }

    /** The same without a step, as while the cluster is paused. */
    Membership still() {
        return new Membership(view, members, Optional.empty(), note, obstacle);
    }

    /** The same with an obstacle that the step itself met. */
    Membership meeting(String refusal) {
        return new Membership(view, members, action, Optional.of(refusal), Optional.of(refusal));
    }

    /** Whether something is left to do or to wait for. */
    public boolean busy() {
        return action.isPresent() || note.isPresent();
    }

    /** The smallest number that is more than half. */
    public static int quorum(int members) {
        return members / 2 + 1;
    }
}
