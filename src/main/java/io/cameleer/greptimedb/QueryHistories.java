package io.cameleer.greptimedb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.reconcile.Apply;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Serves the QueryServices (e6data.io, another operator's kind) that keep their query history in one of our databases: the
 * database and table are made, a ConfigMap tells where they are, and the cluster's status tells who writes to it.
 */
public final class QueryHistories {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("e6data.io")
            .withVersion("v1alpha1")
            .withKind("QueryService")
            .withPlural("queryservices")
            .withNamespaced(true)
            .build();

    private final Set<String> made = ConcurrentHashMap.newKeySet();
    private final KubernetesClient client;
    private final Sql sql;
    private final StatusWriter status;
    private final Events events;

    /** Reads QueryServices and writes ConfigMaps with a client. */
    public QueryHistories(KubernetesClient client, StatusWriter status, Events events) {
        this.client = client;
        this.sql = new Sql(client);
        this.status = status;
        this.events = events;
    }

    /** A QueryService's wish. */
    private record Wish(
            GenericKubernetesResource service, String namespace, String cluster, String database, String table) {
        String id() {
            return service.getMetadata().getNamespace() + "/"
                    + service.getMetadata().getName();
        }
    }

    /** Serves all QueryServices that name one of the clusters; nothing happens where the kind is not installed. */
    public void serve(List<GreptimeDBCluster> clusters) {
        var wishes = wishes();
        for (var cluster : clusters) {
            var writers = new ArrayList<String>();
            for (var wish : wishes) {
                if (wish.cluster().equals(cluster.getMetadata().getName())
                        && wish.namespace().equals(cluster.getMetadata().getNamespace())) {
                    writers.add(wish.id());
                    serve(cluster, wish);
                }
            }
            tell(cluster, writers);
        }
    }

    private List<Wish> wishes() {
        try {
            return client.genericKubernetesResources(KIND).inAnyNamespace().list().getItems().stream()
                    .flatMap(service -> wish(service).stream())
                    .toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404) {
                return List.of();
            }
            throw e;
        }
    }

    private static Optional<Wish> wish(GenericKubernetesResource service) {
        JsonNode history = JSON.valueToTree(service.getAdditionalProperties()).at("/spec/queryHistory");
        JsonNode reference = history.path("greptimeRef");
        return history.path("enabled").asBoolean() && reference.hasNonNull("name")
                ? Optional.of(new Wish(
                        service,
                        reference.path("namespace").asText(service.getMetadata().getNamespace()),
                        reference.path("name").asText(),
                        reference.path("database").asText("public"),
                        reference.path("table").asText("query_history")))
                : Optional.empty();
    }

    private void serve(GreptimeDBCluster cluster, Wish wish) {
        if (cluster.getStatus() == null
                || !Boolean.TRUE.equals(cluster.getStatus().ready())) {
            return;
        }
        if (!NAME.matcher(wish.database()).matches()
                || !NAME.matcher(wish.table()).matches()) {
            events.warning(
                    cluster,
                    "QueryHistoryRefused",
                    "QueryService " + wish.id()
                            + ": spec.queryHistory.greptimeRef.database and .table must be names of letters, digits and _");
            return;
        }
        var key = String.join(
                "/",
                cluster.getMetadata().getUid(),
                wish.service().getMetadata().getUid(),
                wish.database(),
                wish.table());
        try {
            if (!made.contains(key)) {
                sql.run(cluster, "public", "CREATE DATABASE IF NOT EXISTS " + wish.database());
                sql.run(cluster, wish.database(), table(wish.table()));
                made.add(key);
            }
            publish(cluster, wish);
        } catch (KubernetesClientException e) {
            events.warning(
                    cluster,
                    "QueryHistoryNotReady",
                    "the table for QueryService " + wish.id() + " cannot be made: " + e.getMessage());
        }
    }

    /** The table of section 8 of the API's document. */
    private static String table(String name) {
        return "CREATE TABLE IF NOT EXISTS " + name
                + " (timestamp TIMESTAMP TIME INDEX, cluster_id STRING, query_id STRING, duration_ms INT64, status STRING,"
                + " PRIMARY KEY (cluster_id, query_id))";
    }

    private void publish(GreptimeDBCluster cluster, Wish wish) {
        var endpoints = cluster.getStatus().endpoints();
        var data = new TreeMap<String, String>();
        data.put("http", endpoints.http());
        data.put("grpc", endpoints.grpc());
        data.put("mysql", endpoints.mysql());
        data.put("postgresql", endpoints.postgresql());
        data.put("prometheus", endpoints.prometheus());
        data.put("database", wish.database());
        data.put("table", wish.table());
        var owner = wish.service();
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .addToLabels("app.kubernetes.io/managed-by", "cameleer")
                .withName(owner.getMetadata().getName() + "-query-history")
                .withNamespace(owner.getMetadata().getNamespace())
                .addNewOwnerReference()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .withData(data)
                .build();
        var found = client.resource(map).get();
        if (found == null || !Objects.equals(found.getData(), data)) {
            client.resource(map).patch(Apply.OURS, map);
            events.normal(
                    cluster,
                    "QueryHistoryReady",
                    "QueryService " + wish.id() + " writes to " + wish.database() + "." + wish.table());
        }
    }

    private void tell(GreptimeDBCluster cluster, List<String> writers) {
        Collections.sort(writers);
        var before = Optional.ofNullable(cluster.getStatus())
                .map(GreptimeStatus::queryServices)
                .orElse(List.of());
        if (!writers.equals(before)) {
            status.set(cluster, Map.of("queryServices", writers));
        }
    }

    /** Warns of QueryServices that will have nowhere to write when a cluster goes. */
    public void warn(io.cameleer.reconcile.Reconciliation<GreptimeDBCluster> reconciliation) {
        var cluster = reconciliation.primary();
        Optional.ofNullable(cluster.getStatus())
                .map(GreptimeStatus::queryServices)
                .filter(writers -> !writers.isEmpty())
                .ifPresent(writers -> events.warning(
                        cluster,
                        "QueryHistoryLost",
                        "it is deleted although QueryServices write to it: " + String.join(", ", writers)
                                + "; turn their spec.queryHistory off or point it elsewhere"));
    }
}
