package io.cameleer.prometheus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.cameleer.backup.BackupRules;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.SecretNeed;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the schema cannot say about a PrometheusCluster. */
public final class PrometheusRules {
    private static final YAMLMapper YAML = new YAMLMapper();

    /** Adds everything that is wrong with a cluster, all at once. */
    public Reconciliation<PrometheusCluster> check(Reconciliation<PrometheusCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var size = reconciliation
                .observed(StatefulSet.class, cluster.getMetadata().getName())
                .flatMap(PrometheusRules::volumeSize);
        return reconciliation.violating(violations(cluster.getSpec(), size));
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
        size.filter(current -> bytes(spec.storage().size()).compareTo(bytes(current)) < 0)
                .ifPresent(current -> found.add(new Violation(
                        "spec.storage.size",
                        "cannot shrink from " + current + " to "
                                + spec.storage().size(),
                        "set it to at least " + current)));
        if (spec.backsUp()) {
            found.addAll(BackupRules.violations(spec.backup()));
        }
        if (spec.restoreFrom() != null
                && spec.restoreFrom().location(spec.backup()).bucket() == null) {
            found.add(new Violation(
                    "spec.restoreFrom.bucket",
                    "is absent, and so is spec.backup.bucket",
                    "name the bucket that holds the backup"));
        }
        for (var i = 0; i < spec.remoteWrite().size(); i++) {
            var target = spec.remoteWrite().get(i);
            if (target.basicAuthSecretRef() != null && target.bearerTokenSecretRef() != null) {
                found.add(new Violation(
                        "spec.remoteWrite[" + i + "]",
                        "has both basicAuthSecretRef and bearerTokenSecretRef",
                        "keep the one that the receiver expects"));
            }
        }
        if (spec.additionalScrapeConfigs() != null
                && spec.additionalScrapeConfigs().inline() != null) {
            scrapeConfigProblem(spec.additionalScrapeConfigs().inline())
                    .ifPresent(problem -> found.add(new Violation(
                            "spec.additionalScrapeConfigs.inline",
                            problem,
                            "write a list whose items begin with \"- job_name: ...\"")));
        }
        if (spec.thanos() != null && Boolean.TRUE.equals(spec.thanos().enabled())) {
            found.add(new Violation(
                    "spec.thanos.enabled",
                    "the Thanos sidecar is not part of this version",
                    "set it to false or remove it"));
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
                        path + ".basicAuthSecretRef",
                        target.basicAuthSecretRef().name(),
                        List.of("username", "password")));
            }
            if (target.bearerTokenSecretRef() != null) {
                needs.add(new SecretNeed(
                        path + ".bearerTokenSecretRef",
                        target.bearerTokenSecretRef().name(),
                        List.of("token")));
            }
        }
        if (spec.additionalScrapeConfigs() != null
                && spec.additionalScrapeConfigs().secretRef() != null) {
            var reference = spec.additionalScrapeConfigs().secretRef();
            needs.add(new SecretNeed(
                    "spec.additionalScrapeConfigs.secretRef", reference.name(), List.of(reference.key())));
        }
        return List.copyOf(needs);
    }

    /** {@link #secrets(PrometheusSpec)} of a reconciliation, for the route. */
    public List<SecretNeed> secrets(Reconciliation<PrometheusCluster> reconciliation) {
        return reconciliation.isValid() ? secrets(reconciliation.primary().getSpec()) : List.of();
    }

    private static Optional<String> scrapeConfigProblem(String inline) {
        try {
            JsonNode tree = YAML.readTree(inline);
            if (!tree.isArray()) {
                return Optional.of("is not a list");
            }
            for (var i = 0; i < tree.size(); i++) {
                if (tree.get(i).path("job_name").asText().isBlank()) {
                    return Optional.of("item " + i + " has no job_name");
                }
            }
            return Optional.empty();
        } catch (JsonProcessingException e) {
            var where =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            return Optional.of("is not YAML" + where);
        }
    }

    private static Optional<Quantity> volumeSize(StatefulSet set) {
        return set.getSpec().getVolumeClaimTemplates().stream()
                .filter(claim -> claim.getMetadata().getName().equals("data"))
                .map(claim -> claim.getSpec().getResources().getRequests().get("storage"))
                .findFirst();
    }

    private static BigDecimal bytes(Quantity quantity) {
        return Quantity.getAmountInBytes(quantity);
    }
}
