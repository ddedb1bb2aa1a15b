package io.cameleer.greptimedb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.greptimedb.roles.Role;
import io.cameleer.reconcile.PodProxy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** SQL over HTTP, asked of a ready frontend through the API server; statements stand in no address and so in no log. */
public final class Sql {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final PodProxy proxy;

    /** For statements that take some seconds at most. */
    public Sql(KubernetesClient client) {
        this(client, LIMIT);
    }

    /**
     * For others.
     *
     * @param limit how long a statement may take
     */
    public Sql(KubernetesClient client, Duration limit) {
        this.client = client;
        this.proxy = new PodProxy(client, limit);
    }

    /**
     * Runs a statement.
     *
     * @return the rows of the answer, missing when it has none
     * @throws KubernetesClientException when no frontend answers, or the database refuses
     */
    public JsonNode run(GreptimeDBCluster cluster, String database, String statement) {
        return output(cluster, database, statement).at("/records/rows");
    }

    /**
     * Runs a statement that changes rows.
     *
     * @return how many
     * @throws KubernetesClientException when no frontend answers, or the database refuses
     */
    public long change(GreptimeDBCluster cluster, String database, String statement) {
        return output(cluster, database, statement).path("affectedrows").asLong();
    }

    private JsonNode output(GreptimeDBCluster cluster, String database, String statement) {
        var pod = Role.FRONTEND.pods(client, cluster).stream()
                .filter(Readiness::isPodReady)
                .findFirst()
                .orElseThrow(() -> new KubernetesClientException("no frontend is ready"));
        var answer = proxy.form(
                cluster.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                cluster.getSpec().frontend().ports().http(),
                "/v1/sql?db=" + URLEncoder.encode(database, StandardCharsets.UTF_8),
                Map.of("sql", statement));
        try {
            var read = JSON.readTree(answer.body());
            if (read.has("error")) {
                throw new KubernetesClientException(read.path("error").asText());
            }
            if (!answer.isSuccessful()) {
                throw new KubernetesClientException(
                        "HTTP " + answer.code() + " " + read.path("message").asText());
            }
            return read.at("/output/0");
        } catch (JsonProcessingException e) {
            throw new KubernetesClientException("HTTP " + answer.code() + " and no JSON", e);
        }
    }
}
