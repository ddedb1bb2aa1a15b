package io.cameleer.cli;

import io.cameleer.backup.BackupException;
import io.cameleer.reconcile.KubernetesClients;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "prometheus",
            description = "What kind of cluster: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} when absent.")
    private Family family;

    /** A client that the caller closes. */
    KubernetesClient client() {
        return KubernetesClients.of(config());
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
    Database cluster(KubernetesClient client, String name) {
        var found = client.resources(family.type())
                .inNamespace(namespace(client))
                .withName(name)
                .get();
        if (found == null) {
            throw new TsdbCtl.NotFound("there is no " + family.kind() + " " + name + " in namespace "
                    + namespace(client) + "; name another by --namespace");
        }
        return family.of(found);
    }

    /** All of the namespace. */
    List<Database> clusters(KubernetesClient client) {
        return client.resources(family.type()).inNamespace(namespace(client)).list().getItems().stream()
                .map(family::of)
                .toList();
    }

    String kind() {
        return family.kind();
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
