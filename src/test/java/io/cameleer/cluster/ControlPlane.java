package io.cameleer.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A real control plane: etcd, API server, controller manager and scheduler, as processes of this machine. */
public final class ControlPlane implements AutoCloseable {
    /** How the addresses of Services begin; those of another run on this machine begin otherwise. */
    private static final String SERVICES = "10." + (96 + Slot.number()) + ".0.";

    /** The range from which Services get their addresses. */
    static final String SERVICE_RANGE = SERVICES + "0/16";

    /** The address of cluster DNS. */
    static final String DNS = SERVICES + "10";

    private final Path work;
    private final String address;
    private final int port = Ports.free();
    private final int etcdPort = Ports.free();
    private final CertificateAuthority authority;
    private final List<Processes.Running> running = new ArrayList<>();
    private Processes.Running apiServer;
    private Path admin;

    /**
     * Prepares a control plane.
     *
     * @param work where it keeps everything; its sockets and data live there
     * @param address the address on which the API server listens: loopback, or the link to the real node
     */
    ControlPlane(Path work, String address) throws IOException {
        this.work = work;
        this.address = address;
        this.authority = new CertificateAuthority(work.resolve("pki"));
    }

    /** Starts everything and waits until the API server is ready. */
    void start() throws IOException {
        var serviceAccounts = serviceAccountKey();
        authority.issue(
                "apiserver",
                "CN=kube-apiserver",
                address,
                "127.0.0.1",
                SERVICES + "1",
                "localhost",
                "kubernetes.default.svc");
        authority.issue("kubelet-client", "O=system:masters,CN=kube-apiserver-kubelet-client");
        admin = kubeconfig("admin", "O=system:masters,CN=admin");
        Files.writeString(work.resolve("audit-policy.yaml"), """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived]
                rules:
                - level: Metadata
                  users: [cameleer]
                - level: None
                """);
        run(
                "etcd",
                Tool.ETCD,
                "--data-dir",
                work.resolve("etcd").toString(),
                "--unsafe-no-fsync",
                "--log-level",
                "warn",
                "--listen-client-urls",
                "http://127.0.0.1:" + etcdPort,
                "--advertise-client-urls",
                "http://127.0.0.1:" + etcdPort,
                "--listen-peer-urls",
                "http://127.0.0.1:" + Ports.free());
        startApiServer(serviceAccounts);
        run(
                "kube-controller-manager",
                Tool.KUBE_CONTROLLER_MANAGER,
                "--kubeconfig",
                admin.toString(),
                "--leader-elect=false",
                "--service-account-private-key-file",
                serviceAccounts.toString(),
                "--root-ca-file",
                authority.certificate().toString(),
                "--use-service-account-credentials",
                "--bind-address",
                "127.0.0.1",
                "--secure-port",
                String.valueOf(Ports.free()),
                "--cert-dir",
                work.resolve("pki").toString(),
                "--kube-api-qps",
                "500",
                "--kube-api-burst",
                "1000",
                "--concurrent-statefulset-syncs",
                "20");
        run(
                "kube-scheduler",
                Tool.KUBE_SCHEDULER,
                "--kubeconfig",
                admin.toString(),
                "--leader-elect=false",
                "--bind-address",
                "127.0.0.1",
                "--secure-port",
                String.valueOf(Ports.free()),
                "--cert-dir",
                work.resolve("pki").toString(),
                "--kube-api-qps",
                "500",
                "--kube-api-burst",
                "1000");
        awaitDefaults();
    }

    /** A kubeconfig for a subject; the file is made on every call. */
    public Path kubeconfig(String name, String subject) {
        try {
            return Kubeconfig.write(
                    work.resolve(name + ".kubeconfig"), url(), authority, authority.issue(name, subject));
        } catch (IOException e) {
            throw new IllegalStateException("no kubeconfig for " + subject, e);
        }
    }

    /** The administrator's kubeconfig. */
    public Path admin() {
        return admin;
    }

    /** The API server's log of every request of the user {@code cameleer}, one JSON event per line. */
    public Path auditLog() {
        return work.resolve("apiserver-audit.log");
    }

    CertificateAuthority authority() {
        return authority;
    }

    String url() {
        return "https://" + address + ":" + port;
    }

    /** Stops the API server at once, as a crash would. */
    public void killApiServer() {
        Vitals.forget(apiServer);
        apiServer.process().descendants().forEach(ProcessHandle::destroyForcibly);
        apiServer.close();
    }

    /** Starts the API server again after {@link #killApiServer()} and waits until it is ready. */
    public void restartApiServer() {
        startApiServer(work.resolve("pki/service-accounts.key"));
        awaitReady();
    }

    private void startApiServer(Path serviceAccounts) {
        var pki = work.resolve("pki");
        apiServer = run(
                "kube-apiserver",
                Tool.KUBE_APISERVER,
                "--etcd-servers",
                "http://127.0.0.1:" + etcdPort,
                "--secure-port",
                String.valueOf(port),
                "--bind-address",
                address,
                "--advertise-address",
                address,
                "--cert-dir",
                pki.toString(),
                "--client-ca-file",
                authority.certificate().toString(),
                "--tls-cert-file",
                pki.resolve("apiserver.crt").toString(),
                "--tls-private-key-file",
                pki.resolve("apiserver.key").toString(),
                "--service-account-issuer",
                "https://kubernetes.default.svc",
                "--service-account-key-file",
                serviceAccounts.toString(),
                "--service-account-signing-key-file",
                serviceAccounts.toString(),
                "--service-cluster-ip-range",
                SERVICE_RANGE,
                "--authorization-mode",
                "Node,RBAC",
                "--enable-admission-plugins",
                "PodNodeSelector,NodeRestriction",
                "--allow-privileged",
                "--kubelet-client-certificate",
                pki.resolve("kubelet-client.crt").toString(),
                "--kubelet-client-key",
                pki.resolve("kubelet-client.key").toString(),
                "--kubelet-certificate-authority",
                authority.certificate().toString(),
                "--kubelet-preferred-address-types",
                "InternalIP",
                "--audit-policy-file",
                work.resolve("audit-policy.yaml").toString(),
                "--audit-log-path",
                auditLog().toString(),
                "--audit-log-maxsize",
                "100000",
                "--audit-log-mode",
                "blocking-strict",
                "--max-requests-inflight",
                "1000",
                "--max-mutating-requests-inflight",
                "1000",
                "--shutdown-delay-duration",
                "0s");
    }

    private Processes.Running run(String name, Tool tool, String... arguments) {
        var command = new ArrayList<>(List.of(tool.path().toString()));
        command.addAll(List.of(arguments));
        var process = Processes.start(name, work.resolve(name + ".log"), Map.of(), command);
        running.add(process);
        Vitals.watch(process, process::trouble, () -> "");
        return process;
    }

    private Path serviceAccountKey() throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var encoded = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
            return Files.writeString(
                    work.resolve("pki/service-accounts.key"),
                    "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new client as the administrator; the caller closes it. */
    public KubernetesClient client() {
        return clientOf(admin);
    }

    static KubernetesClient clientOf(Path kubeconfig) {
        var config = Config.fromKubeconfig(kubeconfig.toFile());
        // The client's own 10 s are few for an API server that shares two cores with others.
        config.setRequestTimeout((int) Waiting.PATIENCE.toMillis());
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private void awaitReady() {
        try (var client = client()) {
            Waiting.until(
                    "the API server to be ready (see " + work + "/kube-apiserver.log)",
                    () -> client.raw("/readyz").equals("ok"));
        }
    }

    private void awaitDefaults() {
        awaitReady();
        try (var client = client()) {
            Waiting.until(
                    "the default service account",
                    () -> client.serviceAccounts()
                                    .inNamespace("default")
                                    .withName("default")
                                    .get()
                            != null);
        }
    }

    @Override
    public void close() {
        running.forEach(Vitals::forget);
        running.reversed().forEach(Processes.Running::close);
    }
}
