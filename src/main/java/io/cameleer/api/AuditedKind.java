package io.cameleer.api;

import io.cameleer.prometheus.PrometheusCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A kind of cluster whose rows of the audit log can be read over HTTP.
 *
 * @param name the kind
 * @param type the resource whose rights count
 */
record AuditedKind(String name, Class<? extends HasMetadata> type) {
    private static final List<AuditedKind> ALL = List.of(of(PrometheusCluster.class));

    private static AuditedKind of(Class<? extends HasMetadata> type) {
        return new AuditedKind(HasMetadata.getKind(type), type);
    }

    /**
     * The kind of a request.
     *
     * @param name its name, PrometheusCluster when null
     * @throws HttpProblem 400 when there is none of that name
     */
    static AuditedKind of(String name) {
        return name == null
                ? ALL.getFirst()
                : ALL.stream()
                        .filter(kind -> kind.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new HttpProblem(
                                400,
                                "There is no such kind",
                                "kind: write one of "
                                        + ALL.stream().map(AuditedKind::name).collect(Collectors.joining(", ")) + "."));
    }
}
