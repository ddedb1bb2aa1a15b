package io.cameleer.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * One real node: kubelet, containerd, kube-proxy and CoreDNS in namespaces of their own, joined to the control plane by
 * one virtual link. Everything of it ends with its first process.
 */
final class Node implements AutoCloseable {
    /** How the two addresses of the link begin; the link of another run on this machine has others. */
    private static final String NETWORK = "10.254." + (77 + Slot.number()) + ".";

    /** The control plane's end of the link. */
    static final String CONTROL_PLANE = NETWORK + "1";

    static final String NAME = "real-node";
    private static final String ADDRESS = NETWORK + "2";
    private static final String POD_RANGE = "10.244." + Slot.number() + ".0/24";
    private static final String LINK = "cameleer" + Slot.number();
    private static final String OTHER_END = "cameleernode" + Slot.number();

    /** How often the API server is asked for the node's health while something is waited for. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Path work;
    private final ControlPlane controlPlane;
    private final List<Image> images;
    private Processes.Running running;

    Node(Path work, ControlPlane controlPlane, List<Image> images) {
        this.work = work;
        this.images = images;
        this.controlPlane = controlPlane;
    }

    /** Makes the control plane's end of the link, so that the API server can listen on it. */
    static void prepareLink() {
        DebianPackages.ensure(DebianPackages.REAL_NODE);
        if (Files.exists(Path.of("/sys/class/net", LINK))) {
            Processes.run("ip", "link", "delete", LINK);
        }
        Processes.run("ip", "link", "add", LINK, "type", "veth", "peer", "name", OTHER_END);
        Processes.run("ip", "address", "add", CONTROL_PLANE + "/30", "dev", LINK);
        Processes.run("ip", "link", "set", LINK, "up");
    }

    void start(KubernetesClient client) throws IOException {
        Tool.KUBE_PROXY.path();
        Files.createDirectories(work.resolve("images"));
        for (var image : images) {
            var archive = image.assemble(Project.cache().resolve("images"));
            Files.createSymbolicLink(
                    work.resolve("images").resolve(archive.getFileName().toString()), archive);
        }
        configure();
        running = Processes.start(
                "node",
                work.resolve("node.log"),
                Map.of(),
                List.of(
                        "unshare",
                        "--mount",
                        "--pid",
                        "--net",
                        "--uts",
                        "--ipc",
                        "--fork",
                        "--kill-child",
                        "--propagation",
                        "private",
                        "sh",
                        Project.directory()
                                .resolve("src/test/cluster/scripts/node.sh")
                                .toString(),
                        work.toString(),
                        Tool.KUBELET.path().getParent().toString(),
                        Tool.COREDNS.path().toString(),
                        ADDRESS,
                        NAME));
        Waiting.until("the node's namespaces (see " + work + "/node.log)", () -> Files.exists(work.resolve("stage")));
        link();
        Waiting.until("the node to be Ready (see " + work + "/kubelet.log)", () -> ready(client));
        Vitals.watch(this, health(client), () -> "");
    }

    private static boolean ready(KubernetesClient client) {
        return client.nodes().withName(NAME).get().getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    private Supplier<Optional<String>> health(KubernetesClient client) {
        var next = new AtomicLong(System.nanoTime());
        return () -> {
            var now = System.nanoTime();
            var due = next.get();
            if (now < due || !next.compareAndSet(due, now + LOOK.toNanos())) {
                return running.trouble();
            }
            try {
                return ready(client) ? running.trouble() : Optional.of("the node is not ready");
            } catch (KubernetesClientException e) {
                return running.trouble(); // an API server that is away is not the node's fault
            }
        };
    }

    private void link() throws IOException {
        var inside = String.valueOf(running.process()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("unshare"))
                .flatMap(ProcessHandle::children)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the node ended: " + running.tail(15)))
                .pid());
        Processes.run("ip", "link", "set", OTHER_END, "netns", inside);
        var enter = List.of("nsenter", "--target", inside, "--net", "ip");
        for (var command : List.of(
                "address add " + ADDRESS + "/30 dev " + OTHER_END,
                "link set " + OTHER_END + " up",
                "route add default via " + CONTROL_PLANE)) {
            Processes.run(java.util.stream.Stream.concat(enter.stream(), List.of(command.split(" ")).stream())
                    .toArray(String[]::new));
        }
        for (var range : List.of(POD_RANGE, ControlPlane.SERVICE_RANGE)) {
            Processes.run("ip", "route", "replace", range, "via", ADDRESS, "dev", LINK);
        }
        Files.createFile(work.resolve("linked"));
    }

    private void configure() throws IOException {
        var pki = Files.createDirectories(work.resolve("pki"));
        var serving = controlPlane.authority().issue("kubelet", "O=system:nodes,CN=system:node:" + NAME, ADDRESS, NAME);
        Kubeconfig.write(work.resolve("kubelet.kubeconfig"), controlPlane.url(), controlPlane.authority(), serving);
        Files.writeString(work.resolve("containerd.toml"), """
                version = 2
                root = "%1$s/containerd"
                state = "%1$s/run"
                disabled_plugins = ["io.containerd.internal.v1.opt"]
                [grpc]
                  address = "%1$s/c.sock"
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "cameleer.io/pause:1"
                  restrict_oom_score_adj = true
                  enable_unprivileged_ports = true
                  max_concurrent_downloads = 1
                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "/usr/lib/cni"
                    conf_dir = "%1$s/cni"
                """.formatted(work));
        Files.createDirectories(work.resolve("cni"));
        Files.writeString(work.resolve("cni/10-bridge.conflist"), """
                {"cniVersion": "0.4.0", "name": "cameleer", "plugins": [
                  {"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": false, "hairpinMode": true,
                   "ipam": {"type": "host-local", "dataDir": "%s/ipam", "ranges": [[{"subnet": "%s"}]],
                            "routes": [{"dst": "0.0.0.0/0"}]}},
                  {"type": "portmap", "capabilities": {"portMappings": true}}]}
                """.formatted(work, POD_RANGE));
        Files.writeString(work.resolve("kubelet.yaml"), """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                address: %1$s
                authentication:
                  anonymous: {enabled: false}
                  webhook: {enabled: false}
                  x509: {clientCAFile: %2$s}
                authorization: {mode: AlwaysAllow}
                tlsCertFile: %3$s
                tlsPrivateKeyFile: %4$s
                cgroupDriver: cgroupfs
                cgroupRoot: /
                cgroupsPerQOS: false
                enforceNodeAllocatable: []
                failCgroupV1: false
                failSwapOn: false
                clusterDNS: [%6$s]
                clusterDomain: cluster.local
                resolvConf: %5$s/resolv.conf
                syncFrequency: 2s
                nodeStatusUpdateFrequency: 5s
                maxPods: 110
                evictionHard: {nodefs.available: 1%%, imagefs.available: 1%%, memory.available: 50Mi}
                imageGCHighThresholdPercent: 100
                podLogsDir: %5$s/pod-logs
                volumePluginDir: %5$s/volume-plugins
                shutdownGracePeriod: 0s
                """.formatted(
                        ADDRESS,
                        controlPlane.authority().certificate(),
                        serving.certificate(),
                        serving.key(),
                        work,
                        ControlPlane.DNS));
        Files.writeString(work.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
        var system = controlPlane.kubeconfig("kube-proxy", "O=system:masters,CN=kube-proxy");
        Files.writeString(work.resolve("kube-proxy.yaml"), """
                apiVersion: kubeproxy.config.k8s.io/v1alpha1
                kind: KubeProxyConfiguration
                mode: iptables
                clientConnection: {kubeconfig: %s}
                clusterCIDR: %s
                hostnameOverride: %s
                conntrack: {maxPerCore: 0}
                healthzBindAddress: 127.0.0.1:10256
                metricsBindAddress: 127.0.0.1:10249
                """.formatted(system, POD_RANGE, NAME));
        Files.writeString(work.resolve("Corefile"), """
                cluster.local:10053 {
                  kubernetes cluster.local {
                    kubeconfig %s
                  }
                }
                """.formatted(system));
    }

    /** Makes cluster DNS a Service whose endpoint is the CoreDNS on the node. */
    static void dns(KubernetesClient client) {
        client.load(new java.io.ByteArrayInputStream(
                        """
                apiVersion: v1
                kind: Service
                metadata: {name: kube-dns, namespace: kube-system}
                spec:
                  clusterIP: %s
                  ports:
                  - {name: dns, port: 53, targetPort: 10053, protocol: UDP}
                  - {name: dns-tcp, port: 53, targetPort: 10053, protocol: TCP}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: kube-dns, namespace: kube-system, labels: {kubernetes.io/service-name: kube-dns}}
                addressType: IPv4
                endpoints: [{addresses: [%s]}]
                ports:
                - {name: dns, port: 10053, protocol: UDP}
                - {name: dns-tcp, port: 10053, protocol: TCP}
                """.formatted(ControlPlane.DNS, ADDRESS).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .serverSideApply();
    }

    @Override
    public void close() {
        Vitals.forget(this);
        if (running != null) {
            running.close();
        }
        Processes.run("sh", "-c", "ip link delete " + LINK + " 2>/dev/null || true");
    }
}
