package io.cameleer.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.backup.Backups;
import io.cameleer.backup.Superseded;
import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.prometheus.PrometheusSnapshots;
import io.cameleer.prometheus.PrometheusSpec;
import io.cameleer.reconcile.Deletion;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/** The steps of the REST routes under {@code /api/clusters}. */
public final class Clusters {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Refuses a field that there is none of: here nobody else would say so. */
    private static final KubernetesSerialization STRICT = new KubernetesSerialization();

    private final KubernetesClient client;
    private final Backups backups;
    private final PrometheusSnapshots snapshots = new PrometheusSnapshots();
    private final Namespaces namespaces;

    /** Answers about clusters. */
    public Clusters(KubernetesClient client, Backups backups, Namespaces namespaces) {
        this.client = client;
        this.backups = backups;
        this.namespaces = namespaces;
    }

    /** A page of the clusters of a namespace, or of all. */
    public Map<String, Object> list(
            @Header("namespace") String namespace,
            @Header("labelSelector") String selector,
            @Header("limit") String limit,
            @Header("continue") String next) {
        var chosen = namespaces.of(namespace);
        var all = client.resources(PrometheusCluster.class);
        var scope = chosen.isEmpty() ? all.inAnyNamespace() : all.inNamespace(chosen);
        return Pages.of(
                selector == null ? scope : scope.withLabelSelector(selector), limit, next, cluster -> view(cluster));
    }

    /** The cluster that a request names. */
    public PrometheusCluster find(@Header("namespace") String namespace, @Header("name") String name) {
        var chosen = namespaces.one(namespace);
        return Optional.ofNullable(client.resources(PrometheusCluster.class)
                        .inNamespace(chosen)
                        .withName(name)
                        .get())
                .orElseThrow(() -> new HttpProblem(
                        404, "Not found", "There is no PrometheusCluster " + chosen + "/" + name + "."));
    }

    /** Creates a cluster from {@code {"name": …, "spec": …}} and, if wanted, {@code "labels"}. */
    public PrometheusCluster create(String body, @Header("namespace") String namespace) {
        var request = parse(body);
        var cluster = new PrometheusCluster();
        cluster.getMetadata().setName(request.path("name").asText());
        cluster.getMetadata().setNamespace(namespaces.one(namespace));
        cluster.getMetadata()
                .setLabels(JSON.convertValue(
                        request.path("labels"),
                        JSON.getTypeFactory().constructMapType(Map.class, String.class, String.class)));
        try {
            cluster.setSpec(STRICT.convertValue(request.path("spec"), PrometheusSpec.class));
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(
                    400,
                    "Bad request",
                    "spec: " + e.getMessage().lines().findFirst().orElse("cannot be read"));
        }
        return client.resource(cluster).create();
    }

    /** Deletes the cluster that a request names, and that very one. */
    public PrometheusCluster delete(@Header("namespace") String namespace, @Header("name") String name) {
        var cluster = find(namespace, name);
        Deletion.of(client, cluster);
        return cluster;
    }

    /** Asks for a backup; a cluster that somebody writes to at that moment, as a status, is read again. */
    public Map<String, Object> backup(PrometheusCluster cluster, @ExchangeProperty("caller") Caller caller) {
        var target = snapshots.target(cluster);
        if (!target.enabled()) {
            throw new HttpProblem(
                    422,
                    "Backups are off",
                    "spec.backup.enabled of " + target.id() + " is not true; set it and a bucket.");
        }
        try {
            if (!backups.request(target, caller.actor())) {
                throw new HttpProblem(
                        409,
                        "A backup runs",
                        "A backup of " + target.id() + " runs or was asked for; wait for its end.");
            }
        } catch (Superseded e) {
            var metadata = cluster.getMetadata();
            return backup(find(metadata.getNamespace(), metadata.getName()), caller);
        }
        return Map.of("status", "accepted", "cluster", target.id());
    }

    /** A cluster as an answer. */
    public JsonNode view(PrometheusCluster cluster) {
        return Pages.view(client, cluster, cluster.getSpec(), cluster.getStatus());
    }

    private static JsonNode parse(String body) {
        try {
            var request = JSON.readTree(Optional.ofNullable(body).orElse(""));
            if (!request.isObject()
                    || !request.path("name").isTextual()
                    || !request.path("spec").isObject()) {
                throw new HttpProblem(400, "Bad request", "The body must be {\"name\": \"...\", \"spec\": {...}}.");
            }
            var labels = request.path("labels");
            if (!labels.isMissingNode()
                    && !labels.isNull()
                    && !(labels.isObject() && labels.valueStream().allMatch(JsonNode::isTextual))) {
                throw new HttpProblem(400, "Bad request", "labels: must be an object of texts.");
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
}
