package io.cameleer.greptimedb.etcd;

import java.util.Map;
import java.util.Optional;

/**
 * What is next for etcd: the objects as they should be now, and at most one step.
 *
 * @param replicas the replicas of the StatefulSet
 * @param environment the data of the ConfigMap
 * @param action the step
 * @param note what a person should know, null when there is nothing
 * @param busy whether there is more to do soon
 */
public record Membership(
        int replicas, Map<String, String> environment, Optional<EtcdAction> action, String note, boolean busy) {
    /** How many of a number of members have to agree. */
    public static int quorum(int members) {
        return members / 2 + 1;
    }
}
