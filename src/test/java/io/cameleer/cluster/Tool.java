package io.cameleer.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A program of the test cluster, built from sources that a {@code go.mod} and {@code go.sum} under
 * {@code src/test/cluster} pin, once, into a cache keyed by them.
 */
public enum Tool {
    ETCD("kubernetes", "go.etcd.io/etcd/server/v3", "etcd"),
    KUBE_APISERVER("kubernetes", "k8s.io/kubernetes/cmd/kube-apiserver", "kube-apiserver"),
    KUBE_CONTROLLER_MANAGER("kubernetes", "k8s.io/kubernetes/cmd/kube-controller-manager", "kube-controller-manager"),
    KUBE_SCHEDULER("kubernetes", "k8s.io/kubernetes/cmd/kube-scheduler", "kube-scheduler"),
    KUBECTL("kubernetes", "k8s.io/kubernetes/cmd/kubectl", "kubectl"),
    KUBELET("kubernetes", "k8s.io/kubernetes/cmd/kubelet", "kubelet"),
    KUBE_PROXY("kubernetes", "k8s.io/kubernetes/cmd/kube-proxy", "kube-proxy"),
    COREDNS("coredns", "github.com/coredns/coredns", "coredns"),
    KWOK("kwok", "sigs.k8s.io/kwok/cmd/kwok", "kwok"),
    MINIO("minio", "github.com/minio/minio", "minio"),
    FAKE_GCS_SERVER("fake-gcs-server", "github.com/fsouza/fake-gcs-server", "fake-gcs-server"),
    PROMETHEUS_2("prometheus-v2", "github.com/prometheus/prometheus/cmd/prometheus", "prometheus"),
    PROMTOOL_2("prometheus-v2", "github.com/prometheus/prometheus/cmd/promtool", "promtool"),
    PROMTOOL_3("prometheus-v3", "github.com/prometheus/prometheus/cmd/promtool", "promtool"),
    THANOS("thanos", "github.com/thanos-io/thanos/cmd/thanos", "thanos"),
    VMAUTH("vmauth", "github.com/VictoriaMetrics/VictoriaMetrics/app/vmauth", "vmauth"),
    HELM("helm", "helm.sh/helm/v3/cmd/helm", "helm"),
    PROMETHEUS_3("prometheus-v3", "github.com/prometheus/prometheus/cmd/prometheus", "prometheus"),
    CONFIG_RELOADER("config-reloader", "io.cameleer/cluster/config-reloader", "configmap-reload"),
    PAUSE("pause", "io.cameleer/cluster/pause", "pause");

    /** Kubernetes' own version, which its build puts into the binaries: clients cannot parse the default. */
    public static final String KUBERNETES_VERSION = "v1.36.3";

    private static final Map<String, String> VERSIONS = Map.of("prometheus-v2", "2.55.1", "prometheus-v3", "3.15.0");

    private final String module;
    private final String source;
    private final String binary;

    Tool(String module, String source, String binary) {
        this.module = module;
        this.source = source;
        this.binary = binary;
    }

    /** The built binary's path, building it first when the cache does not have it. */
    public synchronized Path path() {
        try {
            var folder = Project.cache().resolve("tools").resolve(module + "-" + key());
            var path = folder.resolve(binary);
            if (!Files.isExecutable(path)) {
                Files.createDirectories(folder);
                Progress.of("building " + binary + " (" + module + ")", () -> build(path));
            }
            return path;
        } catch (IOException e) {
            throw new IllegalStateException("the cache of built tools cannot be used: " + e.getMessage(), e);
        }
    }

    private Path build(Path path) throws IOException {
        var unfinished = path.resolveSibling(binary + ".part" + Slot.number());
        Processes.run(
                sources(),
                Map.of("CGO_ENABLED", "0", "GOFLAGS", "-mod=readonly", "GOTOOLCHAIN", "local", "GOWORK", "off"),
                List.of(
                        "go",
                        "build",
                        "-trimpath",
                        "-tags",
                        tags(),
                        "-ldflags",
                        linkerFlags(),
                        "-o",
                        unfinished.toString(),
                        source));
        return Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path sources() {
        return Project.directory().resolve("src/test/cluster").resolve(module);
    }

    private String tags() {
        return VERSIONS.containsKey(module) ? "netgo,remove_all_sd" : "netgo";
    }

    private String linkerFlags() {
        if (module.equals("kubernetes")) {
            var flags = new StringBuilder("-s -w");
            for (var holder : List.of("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")) {
                flags.append(" -X ").append(holder).append(".gitVersion=").append(KUBERNETES_VERSION);
                flags.append(" -X ")
                        .append(holder)
                        .append(".gitMajor=1 -X ")
                        .append(holder)
                        .append(".gitMinor=36");
            }
            return flags.toString();
        }
        return VERSIONS.containsKey(module)
                ? "-s -w -X github.com/prometheus/common/version.Version=" + VERSIONS.get(module)
                : "-s -w";
    }

    private String key() throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (var files = Files.list(sources())) {
                for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                    digest.update(Files.readAllBytes(file));
                }
            }
            digest.update((tags() + linkerFlags()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
