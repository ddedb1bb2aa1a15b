package io.cameleer.api;

import io.cameleer.audit.AuditRecord;
import io.cameleer.prometheus.PrometheusCluster;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/** Audit rows as requests read and cause them. */
public final class AuditRows {
    private final Namespaces namespaces;
    private final boolean on;
    private final Clock clock;

    /** Reads and makes rows; {@code on} says whether there is an audit log. */
    public AuditRows(Namespaces namespaces, boolean on, Clock clock) {
        this.namespaces = namespaces;
        this.on = on;
        this.clock = clock;
    }

    /** Goes on when the audit log is on; 503 otherwise. */
    public void required() {
        if (!on) {
            throw new HttpProblem(
                    503, "The audit log is off", "Set cameleer.audit.jdbc-url and start the operator again.");
        }
    }

    /** The number of rows to show, 1 to 1000. */
    public int limit(@Header("limit") String limit) {
        return Numbers.of("limit", limit, 100, 1, 1000);
    }

    /** The number of rows to skip. */
    public int offset(@Header("offset") String offset) {
        return Numbers.of("offset", offset, 0, 0, Integer.MAX_VALUE);
    }

    /** The namespace of a request. */
    public String in(@Header("namespace") String namespace) {
        return namespaces.one(namespace);
    }

    /** The kind of cluster that a request asks for. */
    public String kind(@Header("kind") String kind) {
        return AuditedKind.of(kind).name();
    }

    /** Rows as an answer. */
    public Map<String, Object> shown(List<?> rows) {
        return Map.of("items", rows);
    }

    /** The row of what a caller did to a cluster. */
    public AuditRecord of(PrometheusCluster cluster, @ExchangeProperty("caller") Caller caller, String operation) {
        return AuditRecord.of(cluster, operation, caller.actor(), "success", "requested over HTTP", clock.instant());
    }
}
