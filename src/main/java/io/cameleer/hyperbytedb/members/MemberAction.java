package io.cameleer.hyperbytedb.members;

/** A step on the members of a cluster, one at a time. */
public sealed interface MemberAction {
    /** The word for the audit log. */
    String operation();

    /** An Event's reason. */
    String reason();

    /** What is done, in a sentence. */
    String text();

    /** A pod joins: it gets the data and does not vote yet. */
    record Add(int ordinal, String address) implements MemberAction {
        @Override
        public String operation() {
            return "add-member";
        }

        @Override
        public String reason() {
            return "MemberAdded";
        }

        @Override
        public String text() {
            return "Member " + (ordinal + 1) + " (" + address + ") joins as a learner.";
        }
    }

    /** A learner that has the data votes from now on. */
    record Promote(int ordinal, String address) implements MemberAction {
        @Override
        public String operation() {
            return "promote-member";
        }

        @Override
        public String reason() {
            return "MemberPromoted";
        }

        @Override
        public String text() {
            return "Member " + (ordinal + 1) + " has caught up and becomes a voter.";
        }
    }

    /** A member that is about to leave takes no more writes and hands on what it has. */
    record Drain(int ordinal, String pod) implements MemberAction {
        @Override
        public String operation() {
            return "drain-member";
        }

        @Override
        public String reason() {
            return "MemberDrained";
        }

        @Override
        public String text() {
            return "Member " + (ordinal + 1) + " (pod " + pod + ") is drained before it leaves.";
        }
    }

    /** A member is no longer one. */
    record Leave(int id, String why) implements MemberAction {
        @Override
        public String operation() {
            return "remove-member";
        }

        @Override
        public String reason() {
            return "MemberRemoved";
        }

        @Override
        public String text() {
            return "Member " + id + " leaves: " + why + ".";
        }
    }

    /** A pod is made anew from the newest template. */
    record Roll(int ordinal, String pod, String why) implements MemberAction {
        @Override
        public String operation() {
            return "upgrade";
        }

        @Override
        public String reason() {
            return "MemberUpgraded";
        }

        @Override
        public String text() {
            return "Pod " + pod + " is made anew: " + why + ".";
        }
    }

    /**
     * A pod that has not been healthy for too long is made anew.
     *
     * @param claim its volume, which goes as well, or null
     */
    record FailOver(int ordinal, String pod, String claim, String why) implements MemberAction {
        @Override
        public String operation() {
            return "failover";
        }

        @Override
        public String reason() {
            return "FailedOver";
        }

        @Override
        public String text() {
            return "Pod " + pod + " is replaced" + (claim == null ? "" : ", with an empty volume") + ": " + why + ".";
        }
    }
}
