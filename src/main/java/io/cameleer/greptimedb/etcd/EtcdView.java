package io.cameleer.greptimedb.etcd;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What can be seen of etcd.
 *
 * @param replicas the replicas of its StatefulSet, empty when there is none
 * @param environment the data of its ConfigMap, empty when there is none
 * @param claims the ordinals that have a volume
 * @param marked those among them whose volume is known to hold a member's data
 * @param ready the ordinals of pods that are ready
 * @param crashing the ordinals of pods that fail again and again
 * @param emptied those among them that say that their volume is empty
 * @param members what etcd lists, empty when it was not asked or did not answer
 */
record EtcdView(
        OptionalInt replicas,
        Map<String, String> environment,
        Set<Integer> claims,
        Set<Integer> marked,
        Set<Integer> ready,
        Set<Integer> crashing,
        Set<Integer> emptied,
        Optional<List<Member>> members) {}
