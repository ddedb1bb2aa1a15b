package io.cameleer.prometheus;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.PodShell;
import io.cameleer.reconcile.OwnPods;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a running Prometheus of the cluster whether it will take a new configuration, by the tool in its own image, before
 * any pod gets it. Where that tool is missing, the rules that all versions share have to do.
 */
public final class ConfigCheck {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final KubernetesClient client;

    /** Asks with a client. */
    public ConfigCheck(KubernetesClient client) {
        this.client = client;
    }

    /** Adds a violation when the desired configuration is new and a pod's own tool refuses it. */
    public Reconciliation<PrometheusCluster> verify(
            Reconciliation<PrometheusCluster> reconciliation, ScrapeConfigs.Text text) {
        var name = reconciliation.primary().getMetadata().getName();
        var before = reconciliation.observed(ConfigMap.class, name + "-config");
        var wanted = desired(reconciliation, ConfigMap.class);
        if (before.isEmpty() || wanted.isEmpty() || isKnown(reconciliation, before.get(), wanted.get())) {
            return reconciliation;
        }
        return ready(reconciliation)
                .flatMap(pod -> refusal(pod, PrometheusConfig.whole(wanted.get().getData(), text.content())))
                .map(refusal -> reconciliation.violating(List.of(new Violation(
                        path(text),
                        "Prometheus itself refuses the configuration: " + text.harmless(refusal),
                        "correct it; the running configuration stays"))))
                .orElse(reconciliation);
    }

    private static String path(ScrapeConfigs.Text text) {
        if (text.content() == null) {
            return "spec";
        }
        return "spec.additionalScrapeConfigs." + (text.secret() ? "secretRef" : "inline");
    }

    private boolean isKnown(Reconciliation<PrometheusCluster> reconciliation, ConfigMap before, ConfigMap wanted) {
        if (!wanted.getData().equals(before.getData())) {
            return false;
        }
        return desired(reconciliation, Secret.class)
                .map(secret -> Optional.ofNullable(client.secrets()
                                .inNamespace(secret.getMetadata().getNamespace())
                                .withName(secret.getMetadata().getName())
                                .get())
                        .map(Secret::getData)
                        .orElse(Map.of())
                        .equals(secret.getData()))
                .orElse(true);
    }

    private Optional<Pod> ready(Reconciliation<PrometheusCluster> reconciliation) {
        var metadata = reconciliation.primary().getMetadata();
        return OwnPods.of(client, reconciliation.primary(), PrometheusWorkloads.selector(metadata.getName())).stream()
                .filter(pod -> Readiness.isPodReady(pod) && !pod.isMarkedForDeletion())
                .filter(pod -> runs(pod, reconciliation.primary().getSpec().image()))
                .findFirst();
    }

    /** Another version knows other fields: its word is none on a configuration that comes together with a new image. */
    private static boolean runs(Pod pod, String image) {
        return pod.getSpec().getContainers().stream()
                .anyMatch(container -> container.getImage().equals(image));
    }

    /** What the tool says against a configuration; nothing when it takes it or cannot be asked. */
    private Optional<String> refusal(Pod pod, String config) {
        var bytes = config.getBytes(StandardCharsets.UTF_8);
        var shell = new PodShell(
                client, pod.getMetadata().getNamespace(), pod.getMetadata().getName(), "prometheus");
        try {
            var result = shell.feed(
                    LIMIT,
                    new ByteArrayInputStream(bytes),
                    "sh",
                    "-c",
                    "head -c " + bytes.length + " | promtool check config --syntax-only /dev/stdin");
            return result.code() == 1 ? Optional.of(summary(result)) : Optional.empty();
        } catch (BackupException | IOException e) {
            return Optional.empty();
        }
    }

    private static String summary(PodShell.Result result) {
        return (result.errors() + result.output())
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("FAILED:"))
                .map(line -> line.substring("FAILED:".length())
                        .replace("/dev/stdin", "")
                        .strip())
                .findFirst()
                .orElse("promtool ended with 1");
    }

    private static <T extends HasMetadata> Optional<T> desired(
            Reconciliation<PrometheusCluster> reconciliation, Class<T> type) {
        return reconciliation.desired().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
