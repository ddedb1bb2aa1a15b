package io.cameleer.failover;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.Map;

/**
 * A cluster whose pods are looked at, in terms that all families share.
 *
 * @param object the custom resource
 * @param spec when a pod is replaced
 * @param pods the labels of the pods
 * @param replicas how many there should be
 * @param ready how many were ready when the status was last written; while that is all, nobody looks closer
 * @param container the database's container
 * @param port the port of its HTTP API
 * @param readyPath the path that answers 200 when it serves
 * @param replayPath the path that tells whether it still reads its log
 * @param lastFailover the time of the last fail-over, null before the first
 * @param failovers how many there have been in a row, without a quiet hour between them
 */
public record FailoverTarget(
        HasMetadata object,
        FailoverSpec spec,
        Map<String, String> pods,
        int replicas,
        int ready,
        String container,
        int port,
        String readyPath,
        String replayPath,
        Instant lastFailover,
        int failovers) {
    /** {@code namespace/name}. */
    String id() {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }
}
