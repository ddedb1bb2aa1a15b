package io.cameleer.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.audit.AuditRecord;
import io.cameleer.backup.Backups;
import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.prometheus.PrometheusSnapshots;
import io.cameleer.prometheus.PrometheusSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/** The steps of the REST routes under {@code /api/clusters}. */
public final class Clusters {
    private static final ObjectMapper STRICT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final KubernetesClient client;
    private final Backups backups;
    private final PrometheusSnapshots snapshots = new PrometheusSnapshots();
    private final String defaultNamespace;
    private final boolean audited;
    private final Clock clock;

    /** Answers for one namespace unless a request names another. */
    public Clusters(KubernetesClient client, Backups backups, String defaultNamespace, boolean audited, Clock clock) {
        this.client = client;
        this.backups = backups;
        this.defaultNamespace = defaultNamespace;
        this.audited = audited;
        this.clock = clock;
    }

    /** All clusters of the namespace. */
    public Map<String, Object> list(@Header("namespace") String namespace) {
        var items = client.resources(PrometheusCluster.class).inNamespace(in(namespace)).list().getItems().stream()
                .map(this::view)
                .toList();
        return Map.of("items", items);
    }

    /** One cluster. */
    public JsonNode get(@Header("namespace") String namespace, @Header("name") String name) {
        return view(find(namespace, name));
    }

    /** Creates a cluster from {@code {"name": …, "spec": …}}. */
    public JsonNode create(Exchange exchange, @Header("namespace") String namespace) {
        var request = parse(exchange.getMessage().getBody(String.class));
        var cluster = new PrometheusCluster();
        cluster.getMetadata().setName(request.path("name").asText());
        cluster.getMetadata().setNamespace(in(namespace));
        try {
            cluster.setSpec(
                    client.getKubernetesSerialization().convertValue(request.path("spec"), PrometheusSpec.class));
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(
                    400,
                    "Bad request",
                    "spec: " + e.getMessage().lines().findFirst().orElse("cannot be read"));
        }
        return view(client.resource(cluster).create());
    }

    /** Deletes a cluster. */
    public AuditRecord delete(
            @Header("namespace") String namespace, @Header("name") String name, @Header("X-Operator") String actor) {
        var cluster = find(namespace, name);
        client.resource(cluster).delete();
        return AuditRecord.of(cluster, "delete", actor(actor), "success", "requested over HTTP", clock.instant());
    }

    /** The audit row of a creation. */
    public AuditRecord created(@ExchangeProperty("cluster") JsonNode cluster, @Header("X-Operator") String actor) {
        var object = new PrometheusCluster();
        object.getMetadata().setNamespace(cluster.path("namespace").asText());
        object.getMetadata().setName(cluster.path("name").asText());
        return AuditRecord.of(object, "create", actor(actor), "success", "requested over HTTP", clock.instant());
    }

    /** Asks for a backup. */
    public Map<String, Object> backup(
            @Header("namespace") String namespace, @Header("name") String name, @Header("X-Operator") String actor) {
        var target = snapshots.target(find(namespace, name));
        if (!target.enabled()) {
            throw new HttpProblem(
                    422,
                    "Backups are off",
                    "spec.backup.enabled of " + target.id() + " is not true; set it and a bucket.");
        }
        if (!backups.request(target, actor(actor))) {
            throw new HttpProblem(
                    409, "A backup runs", "A backup of " + target.id() + " runs or was asked for; wait for its end.");
        }
        return Map.of("status", "accepted", "cluster", target.id());
    }

    /** Goes on when the audit log is on; 503 otherwise. */
    public void auditIsOn() {
        if (!audited) {
            throw new HttpProblem(
                    503, "The audit log is off", "Set cameleer.audit.jdbc-url and start the operator again.");
        }
    }

    /** The number of audit rows to show, 1 to 1000. */
    public int limit(@Header("limit") String limit) {
        return number("limit", limit, 100, 1, 1000);
    }

    /** The number of audit rows to skip. */
    public int offset(@Header("offset") String offset) {
        return number("offset", offset, 0, 0, Integer.MAX_VALUE);
    }

    /** The namespace of a request. */
    public String in(@Header("namespace") String namespace) {
        var chosen =
                Optional.ofNullable(namespace).filter(value -> !value.isBlank()).orElse(defaultNamespace);
        if (!chosen.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw new HttpProblem(400, "Bad request", "namespace: is not a name that Kubernetes allows");
        }
        return chosen;
    }

    /** Rows of the audit log as an answer. */
    public Map<String, Object> rows(List<?> rows) {
        return Map.of("items", rows);
    }

    private PrometheusCluster find(String namespace, String name) {
        return Optional.ofNullable(client.resources(PrometheusCluster.class)
                        .inNamespace(in(namespace))
                        .withName(name)
                        .get())
                .orElseThrow(() -> new HttpProblem(
                        404, "Not found", "There is no PrometheusCluster " + in(namespace) + "/" + name + "."));
    }

    private JsonNode view(PrometheusCluster cluster) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("namespace", cluster.getMetadata().getNamespace());
        fields.put("name", cluster.getMetadata().getName());
        fields.put("spec", cluster.getSpec());
        fields.put("status", cluster.getStatus());
        return client.getKubernetesSerialization().convertValue(fields, JsonNode.class);
    }

    private static JsonNode parse(String body) {
        try {
            var request = STRICT.readTree(Optional.ofNullable(body).orElse(""));
            if (!request.isObject()
                    || !request.path("name").isTextual()
                    || !request.path("spec").isObject()) {
                throw new HttpProblem(400, "Bad request", "The body must be {\"name\": \"...\", \"spec\": {...}}.");
            }
            return request;
        } catch (JsonProcessingException e) {
            var where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new HttpProblem(400, "Bad request", "The body is not JSON" + where + ".");
        }
    }

    private static int number(String name, String text, int otherwise, int least, int most) {
        if (text == null) {
            return otherwise;
        }
        try {
            var number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new HttpProblem(400, "Bad request", name + ": " + text + " is not a number");
        }
        throw new HttpProblem(400, "Bad request", name + ": must be between " + least + " and " + most);
    }

    private static String actor(String header) {
        return Optional.ofNullable(header)
                .filter(text -> text.matches("[\\p{Graph} ]{1,100}"))
                .orElse("http");
    }
}
