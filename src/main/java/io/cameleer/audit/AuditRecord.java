package io.cameleer.audit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.UUID;

/**
 * One row of the audit log. Whatever a text is made of, PostgreSQL takes it: control characters are replaced, and what is
 * longer than anybody reads is cut.
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
    private static final int LONGEST = 16_384;
    private static final int REPLACEMENT = 0xFFFD;

    /** A row that can be stored. */
    public AuditRecord {
        kind = storable(kind);
        namespace = storable(namespace);
        cluster = storable(cluster);
        operation = storable(operation);
        operator = storable(operator);
        result = storable(result);
        detail = storable(detail);
    }

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

    private static String storable(String text) {
        return text == null
                ? null
                : text.codePoints()
                        .limit(LONGEST)
                        .map(point -> isStorable(point) ? point : REPLACEMENT)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean isStorable(int point) {
        return point == '\n'
                || point == '\t'
                || !(Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE);
    }

    AuditRecord withEventId(String id) {
        return new AuditRecord(id, kind, namespace, cluster, operation, operator, timestamp, result, detail);
    }
}
