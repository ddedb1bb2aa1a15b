package io.cameleer.greptimedb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.greptimedb.roles.Role;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells a Grafana elsewhere of a database, over its HTTP API of data sources; see
 * https://grafana.com/docs/grafana/latest/developers/http_api/data_source/. It does so beside the reconciliation, which a
 * Grafana that does not answer must not hold up.
 */
public final class ExternalGrafana {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final Attempts<GreptimeStatus.Registration> attempts;
    private final KubernetesClient client;
    private final StatusWriter status;
    private final Events events;

    /** Reads Secrets and Services with a client; tells the outcome in the status and by Events. */
    public ExternalGrafana(KubernetesClient client, StatusWriter status, Events events, Clock clock) {
        this.client = client;
        this.status = status;
        this.events = events;
        this.attempts = new Attempts<>(GreptimeStatus.Registration::registered, Duration.ofMinutes(5), clock);
    }

    /** Registers a cluster's data source if the spec wants that, or takes it back if it does not any more. */
    public void register(Reconciliation<GreptimeDBCluster> reconciliation) {
        var cluster = reconciliation.primary();
        if (cluster.getSpec() == null) {
            return;
        }
        var told = Optional.ofNullable(cluster.getStatus())
                .map(GreptimeStatus::externalGrafana)
                .orElse(null);
        var external = cluster.getSpec().grafana().externalGrafana();
        if (external.enabled() && external.url() != null && external.apiKeySecretRef() != null) {
            if (RoleState.of(reconciliation, Role.FRONTEND).opensTheNext()) {
                tell(cluster, told, external.url(), external.apiKeySecretRef());
            }
        } else if (told != null) {
            takeBack(cluster, told.url());
            status.set(cluster, Collections.singletonMap("externalGrafana", null));
        }
    }

    /** Takes the data source of a cluster that goes back; a Grafana that does not answer keeps no cluster from going. */
    public void farewell(Reconciliation<GreptimeDBCluster> reconciliation) {
        var cluster = reconciliation.primary();
        Optional.ofNullable(cluster.getStatus())
                .map(GreptimeStatus::externalGrafana)
                .ifPresent(registered -> takeBack(cluster, registered.url()));
        attempts.forget(cluster.getMetadata().getUid());
    }

    private void tell(GreptimeDBCluster cluster, GreptimeStatus.Registration told, String url, String secret) {
        var source = source(cluster);
        var key = Optional.ofNullable(key(cluster, secret));
        attempts.attempt(cluster.getMetadata().getUid(), List.of(url, source, key), told, () -> {
                    var problem = key.isEmpty()
                            ? "Secret " + secret + " does not exist or has no key apiKey; create it"
                            : attempt(url, key.get(), source);
                    return new GreptimeStatus.Registration(
                            problem == null,
                            url,
                            problem == null ? "data source " + source.get("name") + " is registered" : problem);
                })
                .ifPresent(news -> tell(cluster, news));
    }

    private void tell(GreptimeDBCluster cluster, Attempts.News<GreptimeStatus.Registration> news) {
        var outcome = news.outcome();
        status.set(cluster, Map.of("externalGrafana", outcome));
        if (!news.isNew()) {
            return;
        }
        if (outcome.registered()) {
            events.normal(cluster, "GrafanaRegistered", outcome.message() + " in " + outcome.url());
        } else {
            events.warning(cluster, "GrafanaNotRegistered", outcome.url() + ": " + outcome.message());
        }
    }

    /** What went wrong, or null. */
    private String attempt(String url, String key, Map<String, Object> source) {
        try {
            var found = send(url, key, "GET", "/api/datasources/name/" + source.get("name"), null);
            if (found.statusCode() == 404) {
                return problem(send(url, key, "POST", "/api/datasources", source));
            }
            if (found.statusCode() != 200) {
                return problem(found);
            }
            var existing = JSON.readTree(found.body());
            return same(existing, source)
                    ? null
                    : problem(send(
                            url,
                            key,
                            "PUT",
                            "/api/datasources/uid/" + existing.path("uid").asText(),
                            source));
        } catch (IOException | IllegalArgumentException e) {
            return "it does not answer ("
                    + Objects.toString(e.getMessage(), e.getClass().getSimpleName()) + "); it is tried again";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static boolean same(JsonNode existing, Map<String, Object> source) {
        return source.entrySet().stream()
                .allMatch(field -> existing.path(field.getKey()).equals(JSON.valueToTree(field.getValue())));
    }

    private static String problem(HttpResponse<String> response) throws JsonProcessingException {
        if (response.statusCode() / 100 == 2) {
            return null;
        }
        var hint = response.statusCode() == 401 || response.statusCode() == 403
                ? "; the apiKey must be a token that may write data sources"
                : "";
        return "HTTP " + response.statusCode() + hint;
    }

    private void takeBack(GreptimeDBCluster cluster, String url) {
        var spec =
                cluster.getSpec() == null ? null : cluster.getSpec().grafana().externalGrafana();
        var key = spec == null || spec.apiKeySecretRef() == null ? null : key(cluster, spec.apiKeySecretRef());
        var name = name(cluster);
        try {
            var code = key == null
                    ? 0
                    : send(url, key, "DELETE", "/api/datasources/name/" + name, null)
                            .statusCode();
            if (code != 200 && code != 404) {
                events.warning(cluster, "GrafanaNotCleaned", "data source " + name + " is left in " + url);
            }
        } catch (IOException e) {
            events.warning(cluster, "GrafanaNotCleaned", "data source " + name + " is left in " + url);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<String> send(String url, String key, String method, String path, Object body)
            throws IOException, InterruptedException {
        var content = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
        return http.send(
                HttpRequest.newBuilder(URI.create(url.replaceFirst("/+$", "") + path))
                        .timeout(LIMIT)
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .method(method, content)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String name(GreptimeDBCluster cluster) {
        return "greptimedb-" + cluster.getMetadata().getNamespace() + "-"
                + cluster.getMetadata().getName();
    }

    /** The data source; a Grafana outside reaches the database by its load balancer, if it has one. */
    private Map<String, Object> source(GreptimeDBCluster cluster) {
        var service = client.services()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withName(Role.FRONTEND.of(cluster))
                .get();
        var host = Optional.ofNullable(service)
                .flatMap(ExternalGrafana::balancer)
                .orElse(Role.FRONTEND.of(cluster) + "." + cluster.getMetadata().getNamespace() + ".svc");
        var source = new HashMap<String, Object>();
        source.put("name", name(cluster));
        source.put("type", "prometheus");
        source.put("access", "proxy");
        source.put(
                "url",
                "http://" + host + ":" + cluster.getSpec().frontend().ports().http() + "/v1/prometheus");
        return source;
    }

    private static Optional<String> balancer(Service service) {
        return Optional.ofNullable(service.getStatus())
                .map(found -> found.getLoadBalancer())
                .map(found -> found.getIngress())
                .flatMap(addresses -> addresses.stream().findFirst())
                .map((LoadBalancerIngress address) ->
                        address.getHostname() != null ? address.getHostname() : address.getIp());
    }

    private String key(GreptimeDBCluster cluster, String secret) {
        return Optional.ofNullable(client.secrets()
                        .inNamespace(cluster.getMetadata().getNamespace())
                        .withName(secret)
                        .get())
                .map(found -> found.getData())
                .map(data -> data.get("apiKey"))
                .map(encoded -> new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).strip())
                .orElse(null);
    }
}
