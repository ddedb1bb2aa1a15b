package io.cameleer.cluster;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Nodes on which pods become Ready without running, for clusters by the hundred. */
final class Kwok implements AutoCloseable {
    private final Processes.Running running;

    Kwok(Path work, Path kubeconfig, KubernetesClient client, int nodes) {
        running = Processes.start(
                "kwok",
                work.resolve("kwok.log"),
                Map.of(),
                List.of(
                        Tool.KWOK.path().toString(),
                        "--kubeconfig",
                        kubeconfig.toString(),
                        "--config",
                        Project.directory()
                                .resolve("src/test/cluster/scripts/kwok-stages.yaml")
                                .toString(),
                        "--node-lease-duration-seconds",
                        "40",
                        "--manage-nodes-with-annotation-selector",
                        "kwok.x-k8s.io/node=fake",
                        "--server-address",
                        "127.0.0.1:" + Ports.free()));
        var capacity =
                Map.of("cpu", new Quantity("1000"), "memory", new Quantity("4000Gi"), "pods", new Quantity("5000"));
        for (var i = 0; i < nodes; i++) {
            client.resource(new NodeBuilder()
                            .withNewMetadata()
                            .withName("fake-node-" + i)
                            .addToAnnotations("kwok.x-k8s.io/node", "fake")
                            .addToLabels("cameleer.io/node", "fake")
                            .addToLabels("kubernetes.io/hostname", "fake-node-" + i)
                            .endMetadata()
                            .withNewStatus()
                            .withCapacity(capacity)
                            .withAllocatable(capacity)
                            .endStatus()
                            .build())
                    .serverSideApply();
        }
        Waiting.until(
                "the kwok nodes to be Ready",
                () -> client.nodes().withLabel("cameleer.io/node", "fake").list().getItems().stream()
                        .allMatch(node -> node.getStatus().getConditions().stream()
                                .anyMatch(c -> c.getType().equals("Ready")
                                        && c.getStatus().equals("True"))));
    }

    @Override
    public void close() {
        running.close();
    }
}
