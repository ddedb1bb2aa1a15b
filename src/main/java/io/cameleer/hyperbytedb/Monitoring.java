package io.cameleer.hyperbytedb;

import io.cameleer.hyperbytedb.objects.Names;
import io.cameleer.reconcile.Companion;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ServiceMonitor of a cluster, where there is a prometheus-operator; where there is none, that is said and no fault. */
public final class Monitoring {
    private static final Companion KIND =
            Companion.of("monitoring.coreos.com", "v1", "ServiceMonitor", "servicemonitors");

    private final KubernetesClient client;

    /** Looks with a client. */
    public Monitoring(KubernetesClient client) {
        this.client = client;
    }

    /**
     * What is to be written, and what a person should know.
     *
     * @param steps none or one write
     * @param monitored whether there is a ServiceMonitor, nothing when none is wanted
     */
    public record Wish(List<Plan> steps, Optional<Boolean> monitored) {}

    /** Compares what is there with what the spec asks for. */
    public Wish look(Reconciliation<HyperbytedbCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var spec = cluster.getSpec().monitoring();
        var wanted = spec.enabled() && spec.serviceMonitor();
        if (!KIND.isInstalled(client)) {
            return new Wish(List.of(), wanted ? Optional.of(false) : Optional.empty());
        }
        return wanted
                ? new Wish(
                        KIND.write(client, cluster, monitor(cluster)).stream().toList(), Optional.of(true))
                : new Wish(
                        KIND.deletion(client, cluster, cluster.getMetadata().getName()).stream()
                                .toList(),
                        Optional.empty());
    }

    /** The writes of a look, for the route. */
    public List<Plan> steps(Wish wish) {
        return wish == null ? List.of() : wish.steps();
    }

    private static GenericKubernetesResource monitor(HyperbytedbCluster cluster) {
        var endpoint = new HashMap<String, Object>(Map.of("port", "http", "path", "/metrics"));
        if (cluster.getSpec().server().tls().enabled()) {
            endpoint.put("scheme", "https");
            endpoint.put(
                    "tlsConfig",
                    Map.of(
                            "ca",
                            Map.of("secret", Map.of("name", Names.certificate(cluster), "key", "ca.crt")),
                            "serverName",
                            cluster.getMetadata().getName() + "."
                                    + cluster.getMetadata().getNamespace() + ".svc"));
        }
        if (cluster.getSpec().auth().enabled()) {
            var secret = cluster.getSpec().auth().credentialsSecretName();
            endpoint.put(
                    "basicAuth",
                    Map.of(
                            "username", Map.of("name", secret, "key", "username"),
                            "password", Map.of("name", secret, "key", "password")));
        }
        var labels = new HashMap<>(Names.selector(cluster));
        labels.putAll(Names.MEMBERS);
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("monitoring.coreos.com/v1")
                .withKind("ServiceMonitor")
                .withMetadata(Names.metadata(cluster, ""))
                .addToAdditionalProperties(
                        "spec",
                        Map.of(
                                "selector", Map.of("matchLabels", labels),
                                "namespaceSelector",
                                        Map.of(
                                                "matchNames",
                                                List.of(cluster.getMetadata().getNamespace())),
                                "endpoints", List.of(endpoint)))
                .build();
    }
}
