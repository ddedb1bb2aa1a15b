package io.cameleer.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

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
        /** One node that runs pods, and no more images than the demo needs. */
        DEMO,
        /** Nodes of both sorts, and the images of all tests. */
        REAL_NODE;

        private boolean runsPods() {
            return this == DEMO || this == REAL_NODE;
        }

        private boolean playsPods() {
            return this == FAKE_NODES || this == REAL_NODE;
        }
    }

    /** The chart with all its files, as the build puts it together. */
    public static final Path CHART = Project.directory().resolve("target/chart/cameleer");

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Path work;
    private final Path kubeconfig;
    private final KubernetesClient client;
    private final ControlPlane controlPlane;
    private String token;

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
            var real = extent.runsPods();
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
            if (extent.playsPods()) {
                namespace("default", false);
                parts.push(Progress.of("starting kwok with 2 nodes", () -> new Kwok(work, kubeconfig, client, 2)));
            }
            if (real) {
                var node = new Node(
                        Files.createDirectories(work.resolve("node")),
                        controlPlane,
                        extent == Extent.DEMO ? Image.ofDemo() : Image.all());
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

    /** What is wrong with its API server or its node, asked for a while. */
    Optional<String> trouble() {
        return Waiting.soon(() -> client.raw("/readyz").equals("ok"))
                ? Vitals.trouble()
                : Optional.of("the API server does not answer");
    }

    /** Makes or changes a Secret. */
    public void secret(String namespace, String name, Map<String, String> values) {
        client().resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withStringData(values)
                        .build())
                .forceConflicts()
                .serverSideApply();
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
    public String freshNamespace(String name) {
        client.namespaces().withName(name).delete();
        Waiting.until(
                "the namespace " + name + " to be gone",
                () -> client.namespaces().withName(name).get() == null);
        return namespace(name, true);
    }

    /**
     * A kubeconfig with the rights that the chart gives the operator, under the user name {@code cameleer}.
     *
     * @param namespace the operator's own namespace
     */
    public Path operatorKubeconfig(String namespace) throws IOException {
        if (given()) {
            return kubeconfig;
        }
        var rights = Files.writeString(
                work.resolve("rbac-" + namespace + ".yaml"),
                helm(
                        "template",
                        "cameleer",
                        CHART.toString(),
                        "--namespace",
                        namespace,
                        "--kube-version",
                        Tool.KUBERNETES_VERSION,
                        "--show-only",
                        "templates/rbac.yaml"));
        kubectl("apply", "--server-side", "-f", rights.toString());
        for (var role : List.of("cameleer", "cameleer-cluster")) {
            client.resource(new ClusterRoleBindingBuilder()
                            .withNewMetadata()
                            .withName(role + "-as-user")
                            .endMetadata()
                            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                            .addNewSubject("rbac.authorization.k8s.io", "User", "cameleer", null)
                            .build())
                    .serverSideApply();
        }
        client.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("cameleer-as-user")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "cameleer")
                        .addNewSubject("rbac.authorization.k8s.io", "User", "cameleer", null)
                        .build())
                .serverSideApply();
        return controlPlane.kubeconfig("cameleer", "CN=cameleer");
    }

    /** Installs the custom resource definitions and waits until the API serves them. */
    public TestCluster withDefinitions() {
        kubectl("apply", "--server-side", "-f", "charts/cameleer/crds");
        kubectl("wait", "--for=condition=Established", Waiting.TIMEOUT, "crd", "--all");
        return this;
    }

    /** A bearer token of an administrator, for requests over HTTP. */
    public synchronized String token() {
        if (token == null) {
            kubectl("create", "serviceaccount", "--namespace", "default", "administrator");
            kubectl(
                    "create",
                    "clusterrolebinding",
                    "administrator",
                    "--clusterrole=cluster-admin",
                    "--serviceaccount=default:administrator");
            token = token("default", "administrator");
        }
        return token;
    }

    /** A bearer token of a service account. */
    public String token(String namespace, String account) {
        return kubectl("create", "token", "--namespace", namespace, account).strip();
    }

    /** Gives an image, as an archive, to the container runtime of the real node. */
    public void importImage(Path archive) {
        if (given()) {
            throw new IllegalStateException("not possible on a given cluster: load " + archive + " into its nodes");
        }
        Processes.run(
                "ctr",
                "--address",
                work.resolve("node/c.sock").toString(),
                "--namespace",
                "k8s.io",
                "images",
                "import",
                archive.toString());
    }

    /**
     * Writes tls.crt and tls.key for an address into a folder, as cert-manager and a mounted Secret would, and returns what
     * trusts them.
     */
    public SSLContext issueCertificate(Path folder, String address) throws IOException {
        var authority = controlPlane().authority();
        var pair = authority.issue("served", "CN=cameleer", address);
        Files.copy(pair.key(), folder.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(pair.certificate(), folder.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
        return TrustedTls.of(Files.readAllBytes(authority.certificate()));
    }

    /** Runs Helm as the administrator and returns what it printed. */
    public String helm(String... arguments) {
        var command = new ArrayList<>(List.of(Tool.HELM.path().toString()));
        command.addAll(List.of(arguments));
        return Processes.run(Project.directory(), Map.of("KUBECONFIG", kubeconfig.toString()), command);
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
        Project.discard(work);
    }
}
