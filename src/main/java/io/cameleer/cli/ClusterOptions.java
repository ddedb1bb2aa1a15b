package io.cameleer.cli;

import io.cameleer.backup.BackupException;
import io.cameleer.prometheus.PrometheusCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which Kubernetes, and which namespace of it. */
final class ClusterOptions {
    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "Namespace of the cluster; the context's when absent.")
    private String namespace;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "How to reach Kubernetes; KUBECONFIG or ~/.kube/config when absent.")
    private Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "Context of the kubeconfig.")
    private String context;

    /** A client that the caller closes. */
    KubernetesClient client() {
        return new KubernetesClientBuilder().withConfig(config()).build();
    }

    String namespace(KubernetesClient client) {
        return Optional.ofNullable(namespace)
                .or(() -> Optional.ofNullable(client.getNamespace()))
                .orElse("default");
    }

    /**
     * A cluster by name.
     *
     * @throws TsdbCtl.NotFound when there is none
     */
    PrometheusCluster cluster(KubernetesClient client, String name) {
        var found = client.resources(PrometheusCluster.class)
                .inNamespace(namespace(client))
                .withName(name)
                .get();
        if (found == null) {
            throw new TsdbCtl.NotFound("there is no PrometheusCluster " + name + " in namespace " + namespace(client)
                    + "; name another by --namespace");
        }
        return found;
    }

    private Config config() {
        if (kubeconfig == null) {
            return Config.autoConfigure(context);
        }
        if (!Files.isReadable(kubeconfig)) {
            throw new BackupException("--kubeconfig: " + kubeconfig + " cannot be read");
        }
        return context == null
                ? Config.fromKubeconfig(kubeconfig.toFile())
                : Config.fromKubeconfig(context, kubeconfig.toFile());
    }
}
