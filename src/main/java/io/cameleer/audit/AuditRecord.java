package io.cameleer.audit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.UUID;

/**
 * One row of the audit log.
 *
 * @param eventId makes a replay recognizable
 * @param kind the custom resource's kind
 * @param namespace the cluster's namespace
 * @param cluster the cluster's name
 * @param operation create, update, scale, expand, delete, backup, reconcile
 * @param operator who caused it
 * @param timestamp when
 * @param result pending, success or failure
 * @param detail what exactly, without any value that could be secret
 */
public record AuditRecord(
        String eventId,
        String kind,
        String namespace,
        String cluster,
        String operation,
        String operator,
        String timestamp,
        String result,
        String detail) {

    /** A row about a cluster. */
    public static AuditRecord of(
            HasMetadata cluster, String operation, String operator, String result, String detail, Instant now) {
        return new AuditRecord(
                UUID.randomUUID().toString(),
                cluster.getKind(),
                cluster.getMetadata().getNamespace(),
                cluster.getMetadata().getName(),
                operation,
                operator,
                now.toString(),
                result,
                detail);
    }

    AuditRecord withEventId(String id) {
        return new AuditRecord(id, kind, namespace, cluster, operation, operator, timestamp, result, detail);
    }
}
