package io.cameleer.hyperbytedb.objects;

import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A Grafana dashboard of one cluster, which Grafana's sidecar picks up by its label. */
final class Dashboard {
    private static final String TEMPLATE = "/io/cameleer/hyperbytedb/dashboard.json";

    private Dashboard() {}

    static HasMetadata of(HyperbytedbCluster cluster) {
        var name = cluster.getMetadata().getName();
        var namespace = cluster.getMetadata().getNamespace();
        var metadata = Names.metadata(cluster, "-dashboard");
        metadata.getLabels().put("grafana_dashboard", "1");
        return new ConfigMapBuilder()
                .withMetadata(metadata)
                .withData(Map.of(
                        "hyperbytedb-" + name + ".json",
                        template()
                                .replace("@NAMESPACE@", namespace)
                                .replace("@CLUSTER@", name)
                                .replace("@UID@", cluster.getMetadata().getUid())))
                .build();
    }

    private static String template() {
        try (var in = Dashboard.class.getResourceAsStream(TEMPLATE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
