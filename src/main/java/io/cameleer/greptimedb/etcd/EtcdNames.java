package io.cameleer.greptimedb.etcd;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What members are called.
 *
 * @param set the name of the StatefulSet and of its Service
 * @param peerPort the port between members
 */
public record EtcdNames(String set, String namespace, int peerPort) {
    /** The name of a pod, which is that of its member. */
    public String pod(int ordinal) {
        return set + "-" + ordinal;
    }

    /** The address by which other members reach one. */
    String peerUrl(int ordinal) {
        return "http://%s.%s.%s.svc:%d".formatted(pod(ordinal), set, namespace, peerPort);
    }

    /** The ordinal of a pod or member. */
    int ordinal(String pod) {
        return Integer.parseInt(pod.substring(pod.lastIndexOf('-') + 1));
    }

    /** The ordinal of a member, by its address as long as it has not started. */
    int ordinal(Member member) {
        return ordinal(member.peerUrl().replaceFirst("^https?://", "").replaceFirst("\\..*", ""));
    }

    /** Members as etcd reads them from its environment. */
    String cluster(List<Integer> ordinals) {
        return ordinals.stream()
                .map(ordinal -> pod(ordinal) + "=" + peerUrl(ordinal))
                .collect(Collectors.joining(","));
    }
}
