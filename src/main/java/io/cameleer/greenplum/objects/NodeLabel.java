package io.cameleer.greenplum.objects;

/** The labels of nodes by which those that stand in for each other are kept apart. */
public final class NodeLabel {
    private NodeLabel() {}

    /** The label's key for a group of a namespace. */
    public static String key(String namespace, Group group) {
        return "greenplum-affinity-" + namespace + (group == Group.MASTER ? "-master" : "-segment");
    }

    /** The label's value for a group. */
    public static String value(Group group) {
        return switch (group) {
            case MASTER -> "true";
            case PRIMARY -> "a";
            case MIRROR -> "b";
        };
    }
}
