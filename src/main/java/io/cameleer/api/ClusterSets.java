package io.cameleer.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.cameleer.prometheus.set.PrometheusClusterSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Header;

/** The steps of the REST routes under {@code /api/clustersets}. */
public final class ClusterSets {
    private final KubernetesClient client;

    /** Answers about cluster sets. */
    public ClusterSets(KubernetesClient client) {
        this.client = client;
    }

    /** A page of the sets. */
    public Map<String, Object> list(
            @Header("labelSelector") String selector, @Header("limit") String limit, @Header("continue") String next) {
        var all = client.resources(PrometheusClusterSet.class);
        return Pages.of(selector == null ? all : all.withLabelSelector(selector), limit, next, this::view);
    }

    /** The set that a request names. */
    public JsonNode get(@Header("name") String name) {
        return Optional.ofNullable(client.resources(PrometheusClusterSet.class)
                        .withName(name)
                        .get())
                .map(this::view)
                .orElseThrow(() -> new HttpProblem(404, "Not found", "There is no PrometheusClusterSet " + name + "."));
    }

    private JsonNode view(PrometheusClusterSet set) {
        return Pages.view(client, set, set.getSpec(), set.getStatus());
    }
}
