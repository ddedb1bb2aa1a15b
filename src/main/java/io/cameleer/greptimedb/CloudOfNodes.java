package io.cameleer.greptimedb;

import io.cameleer.greptimedb.roles.Surroundings.Cloud;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whose machines the nodes are, by their provider's id and then by their labels; looked at once in a while. */
final class CloudOfNodes {
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Map<String, Cloud> SCHEMES = Map.of("aws", Cloud.AWS, "gce", Cloud.GCP, "azure", Cloud.AZURE);
    private static final Map<String, Cloud> LABELS = Map.of(
            "eks.amazonaws.com/nodegroup", Cloud.AWS,
            "cloud.google.com/gke-nodepool", Cloud.GCP,
            "kubernetes.azure.com/cluster", Cloud.AZURE);

    private final KubernetesClient client;
    private final Clock clock = Clock.systemUTC();
    private volatile Found found = new Found(Cloud.NONE, Instant.MIN);

    private record Found(Cloud cloud, Instant at) {}

    CloudOfNodes(KubernetesClient client) {
        this.client = client;
    }

    Cloud detect() {
        var last = found;
        if (last.at().isAfter(clock.instant().minus(FRESH))) {
            return last.cloud();
        }
        var nodes = client.nodes()
                .list(new ListOptionsBuilder().withLimit(20L).build())
                .getItems();
        found = new Found(of(nodes), clock.instant());
        return found.cloud();
    }

    static Cloud of(List<Node> nodes) {
        return nodes.stream()
                .flatMap(node -> byProvider(node).stream())
                .findFirst()
                .or(() -> nodes.stream().flatMap(node -> byLabel(node).stream()).findFirst())
                .orElse(Cloud.NONE);
    }

    private static Optional<Cloud> byProvider(Node node) {
        var id = Optional.ofNullable(node.getSpec().getProviderID()).orElse("");
        return Optional.ofNullable(SCHEMES.get(id.replaceFirst("://.*", "")));
    }

    private static Optional<Cloud> byLabel(Node node) {
        var labels = Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of());
        return LABELS.entrySet().stream()
                .filter(label -> labels.containsKey(label.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
