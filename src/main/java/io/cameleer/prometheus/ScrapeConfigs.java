package io.cameleer.prometheus;

import io.cameleer.prometheus.scrape.ScrapeConfigRules;
import io.cameleer.reconcile.Owner;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.SecretData;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Further scrape configurations, wherever they stand, and what is wrong with them before a pod reads them. */
public final class ScrapeConfigs {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private final KubernetesClient client;

    /** Reads Secrets with a client. */
    public ScrapeConfigs(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Further scrape configurations.
     *
     * @param content the text, null when there is none or it cannot be found
     * @param secret whether it stands in a Secret, so that nothing of it may be told
     */
    public record Text(String content, boolean secret) {
        /** Words without what may be a secret: what stands in quotation marks, closed or not, and fields that promtool does not know. */
        String harmless(String words) {
            return words.replaceAll("\"(?:\\\\.|[^\"\\\\])*\"?|`[^`]*`?", "…")
                    .replaceAll("field \\S+ not found", "field … not found");
        }
    }

    /** The scrape configurations of a cluster. */
    public Text read(Reconciliation<PrometheusCluster> reconciliation) {
        var spec = reconciliation.primary().getSpec();
        if (spec == null || spec.additionalScrapeConfigs() == null) {
            return new Text(null, false);
        }
        var reference = spec.scrapeConfigsSecret();
        return reference == null
                ? new Text(spec.additionalScrapeConfigs().inline(), false)
                : new Text(content(reconciliation.primary().getMetadata().getNamespace(), reference), true);
    }

    /** Adds what is wrong with those of a Secret; those in the spec are judged with it. The Secret is looked at again. */
    public Reconciliation<PrometheusCluster> judge(Reconciliation<PrometheusCluster> reconciliation, Text text) {
        return text.secret() ? reconciliation.violating(violations(text)).again(LOOK_AGAIN) : reconciliation;
    }

    static List<Violation> violations(Text text) {
        return text.content() == null
                ? List.of()
                : ScrapeConfigRules.violations("spec.additionalScrapeConfigs.secretRef", text.content()).stream()
                        .map(found -> new Violation(
                                text.harmless(found.path()),
                                text.harmless(found.problem()),
                                text.harmless(found.remedy())))
                        .toList();
    }

    /** The deletion of the copy for pods when the spec names no Secret any more and no pod can be made that mounts it. */
    public List<Plan> retire(Reconciliation<PrometheusCluster> reconciliation) {
        var cluster = reconciliation.primary();
        if (cluster.getSpec().scrapeConfigsSecret() != null
                || reconciliation
                        .observed(StatefulSet.class, cluster.getMetadata().getName())
                        .filter(ScrapeConfigs::isRolledOut)
                        .isEmpty()) {
            return List.of();
        }
        return Optional.ofNullable(client.secrets()
                        .inNamespace(cluster.getMetadata().getNamespace())
                        .withName(PrometheusWorkloads.scrapeConfigsName(
                                cluster.getMetadata().getName()))
                        .get())
                .filter(copy -> Owner.owns(cluster, copy))
                .map(copy -> List.of(Plan.deletion(cluster, copy)))
                .orElse(List.of());
    }

    /** Whether no pod can be made that mounts it, of a set that has been written again: one that never was has no copy left. */
    private static boolean isRolledOut(StatefulSet set) {
        return set.getMetadata().getGeneration() > 1
                && set.getStatus() != null
                && Objects.equals(
                        set.getMetadata().getGeneration(), set.getStatus().getObservedGeneration())
                && Objects.equals(
                        set.getStatus().getCurrentRevision(), set.getStatus().getUpdateRevision())
                && set.getSpec().getTemplate().getSpec().getVolumes().stream()
                        .noneMatch(volume -> volume.getName().equals("scrape-configs"));
    }

    private String content(String namespace, PrometheusSpec.SecretKeyRef reference) {
        return Optional.ofNullable(client.secrets()
                        .inNamespace(namespace)
                        .withName(reference.name())
                        .get())
                .map(secret -> SecretData.of(secret).get(reference.key()))
                .orElse(null);
    }
}
