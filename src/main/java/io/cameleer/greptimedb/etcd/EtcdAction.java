package io.cameleer.greptimedb.etcd;

import java.util.Set;

/** One thing to be done to etcd or to its volumes. */
public sealed interface EtcdAction {
    /** The word for the audit log. */
    String operation();

    /** An Event's reason. */
    String reason();

    /** What is done, in a sentence. */
    String text();

    /** A member joins without a vote, before its pod starts. */
    record Add(int ordinal, String pod, String peerUrl) implements EtcdAction {
        @Override
        public String operation() {
            return "etcd-add";
        }

        @Override
        public String reason() {
            return "EtcdMemberAdded";
        }

        @Override
        public String text() {
            return "etcd member " + pod + " joins as a learner";
        }
    }

    /** A member that has caught up gets its vote. */
    record Promote(String id, String pod) implements EtcdAction {
        @Override
        public String operation() {
            return "etcd-promote";
        }

        @Override
        public String reason() {
            return "EtcdMemberPromoted";
        }

        @Override
        public String text() {
            return "etcd member " + pod + " has caught up and votes";
        }
    }

    /** A member leaves. */
    record Remove(String id, String pod, String why) implements EtcdAction {
        @Override
        public String operation() {
            return "etcd-remove";
        }

        @Override
        public String reason() {
            return "EtcdMemberRemoved";
        }

        @Override
        public String text() {
            return "etcd member " + pod + " leaves: " + why;
        }
    }

    /** Volumes are marked as holding a member's data. */
    record Mark(Set<Integer> ordinals) implements EtcdAction {
        @Override
        public String operation() {
            return "etcd-mark";
        }

        @Override
        public String reason() {
            return "EtcdMembersKnown";
        }

        @Override
        public String text() {
            return "etcd members " + ordinals + " run and their volumes are marked";
        }
    }

    /** The volume of a member that left goes: with its data the ordinal could never join again. */
    record DropClaim(int ordinal) implements EtcdAction {
        @Override
        public String operation() {
            return "etcd-drop";
        }

        @Override
        public String reason() {
            return "EtcdVolumeDeleted";
        }

        @Override
        public String text() {
            return "the volume of the former etcd member " + ordinal + " is deleted";
        }
    }

    /** A pod that waits after failures starts anew, now that it can. */
    record Restart(int ordinal, String pod) implements EtcdAction {
        @Override
        public String operation() {
            return "etcd-restart";
        }

        @Override
        public String reason() {
            return "EtcdPodRestarted";
        }

        @Override
        public String text() {
            return "pod " + pod + " is restarted, as its member may join now";
        }
    }
}
