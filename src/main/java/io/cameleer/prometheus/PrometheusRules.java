package io.cameleer.prometheus;

import io.cameleer.backup.BackupRules;
import io.cameleer.prometheus.scrape.Durations;
import io.cameleer.prometheus.scrape.ScrapeConfigRules;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.SecretNeed;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the schema cannot say about a PrometheusCluster. */
public final class PrometheusRules {

    /** Adds everything that is wrong with a cluster, all at once. */
    public Reconciliation<PrometheusCluster> check(Reconciliation<PrometheusCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var size = reconciliation
                .observed(StatefulSet.class, cluster.getMetadata().getName())
                .flatMap(PrometheusRules::volumeSize);
        return reconciliation.violating(violations(cluster.effective(), size));
    }

    /**
     * What is wrong with a spec.
     *
     * @param size the size of the volumes that exist
     */
    public static List<Violation> violations(PrometheusSpec spec, Optional<Quantity> size) {
        var found = new ArrayList<Violation>();
        if (spec == null) {
            return List.of(new Violation("spec", "is missing", "add at least an empty spec: {}"));
        }
        size.flatMap(current -> Violation.shrinking(
                        "spec.storage.size", current, spec.storage().size()))
                .ifPresent(found::add);
        if (spec.backsUp()) {
            found.addAll(BackupRules.violations(spec.backup()));
        }
        if (spec.restoreFrom() != null && !spec.restoreFrom().namesBucket(spec.backup())) {
            found.add(new Violation(
                    "spec.restoreFrom.bucket",
                    "is absent, and so is spec.backup.bucket",
                    "name the bucket that holds the backup"));
        }
        if (Durations.parse(spec.retention()).isEmpty()) {
            found.add(new Violation("spec.retention", "is longer than Prometheus counts", "write 292y or less"));
        }
        found.addAll(RemoteWriteRules.violations(spec.remoteWrite()));
        if (spec.additionalScrapeConfigs() != null
                && spec.additionalScrapeConfigs().inline() != null) {
            found.addAll(ScrapeConfigRules.violations(
                    "spec.additionalScrapeConfigs.inline",
                    spec.additionalScrapeConfigs().inline()));
        }
        return List.copyOf(found);
    }

    /** The Secrets without which the pods would not start. */
    public static List<SecretNeed> secrets(PrometheusSpec spec) {
        var needs = new ArrayList<SecretNeed>();
        for (var i = 0; i < spec.remoteWrite().size(); i++) {
            var path = "spec.remoteWrite[" + i + "]";
            var target = spec.remoteWrite().get(i);
            if (target.basicAuthSecretRef() != null) {
                needs.add(new SecretNeed(
                        path + ".basicAuthSecretRef.name",
                        target.basicAuthSecretRef().name(),
                        List.of("username", "password")));
            }
            if (target.bearerTokenSecretRef() != null) {
                needs.add(new SecretNeed(
                        path + ".bearerTokenSecretRef.name",
                        target.bearerTokenSecretRef().name(),
                        List.of("token")));
            }
        }
        if (spec.uploadsBlocks()) {
            needs.add(new SecretNeed(
                    "spec.thanos.objectStorageConfigSecretRef.name",
                    spec.thanos().objectStorageConfigSecretRef().name(),
                    List.of("objstore.yml")));
        }
        var reference = spec.scrapeConfigsSecret();
        if (reference != null) {
            needs.add(new SecretNeed(
                    "spec.additionalScrapeConfigs.secretRef.name", reference.name(), List.of(reference.key())));
        }
        return List.copyOf(needs);
    }

    /** {@link #secrets(PrometheusSpec)} of a reconciliation, for the route. */
    public List<SecretNeed> secrets(Reconciliation<PrometheusCluster> reconciliation) {
        return reconciliation.isValid() ? secrets(reconciliation.primary().getSpec()) : List.of();
    }

    private static Optional<Quantity> volumeSize(StatefulSet set) {
        return set.getSpec().getVolumeClaimTemplates().stream()
                .filter(claim -> claim.getMetadata().getName().equals("data"))
                .map(claim -> claim.getSpec().getResources().getRequests().get("storage"))
                .findFirst();
    }
}
