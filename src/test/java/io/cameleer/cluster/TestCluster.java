package io.cameleer.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Kubernetes that tests and the demo use: a control plane with kwok nodes, optionally one real node; or, with
 * {@code -Dkubeconfig=FILE}, a cluster that exists already.
 */
public final class TestCluster implements AutoCloseable {
    /** How much of a cluster is needed. */
    public enum Extent {
        /** API server, controllers and scheduler, no node. */
        CONTROL_PLANE,
        /** The same with nodes whose pods become Ready without running. */
        FAKE_NODES,
        /** The same and one node that runs pods. */
        REAL_NODE
    }

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Path work;
    private final Path kubeconfig;
    private final KubernetesClient client;
    private final ControlPlane controlPlane;

    private TestCluster(Extent extent) throws IOException {
        work = Project.work("cluster");
        try {
            var given = System.getProperty("kubeconfig", "");
            if (!given.isBlank()) {
                controlPlane = null;
                kubeconfig = Path.of(given).toAbsolutePath();
                client = ControlPlane.clientOf(kubeconfig);
                parts.push(client);
                Progress.say("using the cluster of " + kubeconfig);
                return;
            }
            var real = extent == Extent.REAL_NODE;
            if (real) {
                Node.prepareLink();
            }
            controlPlane = new ControlPlane(work, real ? Node.CONTROL_PLANE : "127.0.0.1");
            parts.push(controlPlane);
            Progress.of("starting the control plane " + Tool.KUBERNETES_VERSION, () -> {
                controlPlane.start();
                return null;
            });
            kubeconfig = controlPlane.admin();
            client = controlPlane.client();
            parts.push(client);
            parts.push(new VolumeProvisioner(client, Files.createDirectories(work.resolve("volumes"))));
            if (extent != Extent.CONTROL_PLANE) {
                namespace("default", false);
                parts.push(Progress.of("starting kwok with 2 nodes", () -> new Kwok(work, kubeconfig, client, 2)));
            }
            if (real) {
                var node = new Node(Files.createDirectories(work.resolve("node")), controlPlane);
                parts.push(node);
                Progress.of("starting the real node", () -> {
                    node.start(client);
                    Node.dns(client);
                    return null;
                });
                namespace("default", true);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts what is needed; the caller closes it. */
    public static TestCluster start(Extent extent) {
        try {
            return new TestCluster(extent);
        } catch (IOException e) {
            throw new IllegalStateException("the test cluster cannot start: " + e.getMessage(), e);
        }
    }

    /** A client as the administrator. */
    public KubernetesClient client() {
        return client;
    }

    /** The administrator's kubeconfig. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** Where logs and data are. */
    public Path work() {
        return work;
    }

    /**
     * The control plane, to stop and start its parts.
     *
     * @throws IllegalStateException on a cluster that was given by {@code -Dkubeconfig}
     */
    public ControlPlane controlPlane() {
        return Optional.ofNullable(controlPlane)
                .orElseThrow(() -> new IllegalStateException("not possible on a given cluster"));
    }

    /** What is wrong with its API server or its node, asked a few times. */
    Optional<String> trouble() {
        for (var tries = 1; ; tries++) {
            try {
                client.raw("/readyz");
                return Vitals.trouble();
            } catch (RuntimeException e) {
                if (tries == 3) {
                    return Optional.of("the API server does not answer: " + e.getMessage());
                }
            }
        }
    }

    /** Whether the cluster was given by {@code -Dkubeconfig}. */
    public boolean given() {
        return controlPlane == null;
    }

    /** Creates a namespace whose pods go to the real node, or to a fake one. */
    public String namespace(String name, boolean real) {
        var builder = new NamespaceBuilder().withNewMetadata().withName(name).endMetadata();
        if (!given()) {
            builder.editMetadata()
                    .addToAnnotations(
                            "scheduler.alpha.kubernetes.io/node-selector",
                            "cameleer.io/node=" + (real ? "real" : "fake"))
                    .endMetadata();
        }
        client.resource(builder.build()).serverSideApply();
        return name;
    }

    /** A namespace whose pods go to the real node; one of that name that a first try left is removed before. */
    public void freshNamespace(String name) {
        client.namespaces().withName(name).delete();
        Waiting.until(
                "the namespace " + name + " to be gone",
                () -> client.namespaces().withName(name).get() == null);
        namespace(name, true);
    }

    /** A kubeconfig with the rights that the chart gives the operator, under the user name {@code cameleer}. */
    public Path operatorKubeconfig() throws IOException {
        if (given()) {
            return kubeconfig;
        }
        client.load(Files.newInputStream(Path.of("charts/cameleer/templates/clusterrole.yaml")))
                .serverSideApply();
        client.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName("cameleer")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cameleer")
                        .addNewSubject("rbac.authorization.k8s.io", "User", "cameleer", null)
                        .build())
                .serverSideApply();
        return controlPlane.kubeconfig("cameleer", "CN=cameleer");
    }

    /** Installs the custom resource definitions and waits until the API serves them. */
    public TestCluster withDefinitions() {
        kubectl("apply", "--server-side", "-f", "charts/cameleer/crds");
        kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all");
        return this;
    }

    /** Runs kubectl as the administrator and returns what it printed. */
    public String kubectl(String... arguments) {
        var command = new ArrayList<>(List.of(Tool.KUBECTL.path().toString(), "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        return Processes.run(Project.directory(), Map.of(), command);
    }

    @Override
    public void close() {
        Parts.closeAll(parts);
        if (!Boolean.getBoolean("cluster.keep")) {
            Processes.run("rm", "-rf", "--one-file-system", work.toString());
        }
    }
}
