package io.cameleer.kubeblocks.backup;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.BackupRules;
import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.backup.store.StoreLocation;
import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.Definitions;
import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.spec.BackupSection;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Described databases in the terms of the shared routes: what a definition's command writes is stored. */
public final class DescribedBackups {
    private final KubernetesClient client;

    /** Looks definitions and repositories up with a client. */
    public DescribedBackups(KubernetesClient client) {
        this.client = client;
    }

    /** A cluster as its backups see it, null when it has none or cannot have any. */
    public BackupTarget target(Cluster cluster) {
        // Looked at by the clock: one that is switched off costs no question to the API server.
        return cluster.getSpec() == null
                        || cluster.getSpec().backup() == null
                        || !cluster.getSpec().backup().enabled()
                ? null
                : backedUp(cluster)
                        .flatMap(found -> repo(cluster.getSpec().backup())
                                .map(repo -> found.backups(section(cluster, repo), location(cluster, repo))))
                        .orElse(null);
    }

    /**
     * Where a cluster's backups are, whatever else is wrong with it.
     *
     * @param location the folder of its namespace
     * @param secret the Secret of the store, or null
     */
    record Place(StoreLocation location, BackupSpec.CredentialsRef secret) {}

    /**
     * Where a cluster's backups are, nothing when it has none.
     *
     * @throws BackupException when its repository is not there
     */
    Optional<Place> place(Cluster cluster) {
        var taken = cluster.getStatus() != null && cluster.getStatus().backup() != null;
        return Optional.ofNullable(cluster.getSpec().backup())
                .filter(wish -> taken || wish.enabled())
                .map(wish -> {
                    var repo = repo(wish)
                            .orElseThrow(() -> new BackupException(
                                    "spec.terminationPolicy: WipeOut removes backups, and their BackupRepo "
                                            + Optional.ofNullable(wish.repoName())
                                                    .orElse("(the default)")
                                            + " is not there; apply it, or set Delete"));
                    return new Place(location(cluster, repo), repo.getSpec().secret());
                });
    }

    /** A cluster as a restore sees it, null when none is asked for or it cannot be done. */
    public RestoreTarget restore(Cluster cluster) {
        if (cluster.getSpec() == null || cluster.getSpec().restoreFrom() == null) {
            return null;
        }
        var from = cluster.getSpec().restoreFrom();
        var found = backedUp(cluster);
        if (from.bucket() != null) {
            return found.map(one -> one.restore(null, from.location(null))).orElse(null);
        }
        return repo(cluster.getSpec().backup())
                .flatMap(repo -> found.map(one -> one.restore(section(cluster, repo), location(cluster, repo))))
                .orElse(null);
    }

    private static StoreLocation location(Cluster cluster, BackupRepo repo) {
        return repo.getSpec().location(cluster.getMetadata().getNamespace());
    }

    private Optional<BackedUp> backedUp(Cluster cluster) {
        var found = Definitions.Found.stored(cluster, client);
        return found.violations(cluster).isEmpty()
                ? BackedUp.of(found.blueprint(cluster))
                        .filter(one -> one.problems().isEmpty())
                : Optional.empty();
    }

    /** The repository of a section, or the default one. */
    Optional<BackupRepo> repo(BackupSection section) {
        var name = Optional.ofNullable(section).flatMap(BackupSection::repo);
        var repos = client.resources(BackupRepo.class);
        return name.isPresent()
                ? Optional.ofNullable(repos.withName(name.get()).get())
                : repos.list().getItems().stream()
                        .filter(repo -> Optional.ofNullable(repo.getMetadata().getAnnotations())
                                .map(annotations -> "true".equals(annotations.get(BackupRepo.DEFAULT)))
                                .orElse(false))
                        .findFirst();
    }

    private static BackupSpec section(Cluster cluster, BackupRepo repo) {
        var wish = Optional.ofNullable(cluster.getSpec().backup())
                .orElseGet(() -> new BackupSection(null, null, null, null, null));
        var location = location(cluster, repo);
        return new BackupSpec(
                wish.enabled(),
                location.bucket(),
                location.region(),
                location.endpoint(),
                location.prefix(),
                wish.cronExpression(),
                repo.getSpec().secret(),
                location.provider(),
                "tar",
                new BackupSpec.Retention(null, wish.retentionPeriod(), false),
                null,
                null,
                null,
                null,
                false);
    }

    /** Adds what stands against a cluster's backups and its restore. */
    public Reconciliation<Cluster> check(Reconciliation<Cluster> reconciliation, Definitions.Found found) {
        var cluster = reconciliation.primary();
        var spec = cluster.getSpec();
        var wanted = spec.backup() != null && spec.backup().enabled();
        return reconciliation.isValid() && (wanted || spec.restoreFrom() != null)
                ? reconciliation.violating(violations(found.blueprint(cluster), wanted))
                : reconciliation;
    }

    private List<Violation> violations(Blueprint blueprint, boolean wanted) {
        var cluster = blueprint.cluster();
        var found = new ArrayList<Violation>();
        var section = cluster.getSpec().backup();
        var field = wanted ? "spec.backup" : "spec.restoreFrom";
        var needsRepo = wanted || cluster.getSpec().restoreFrom().bucket() == null;
        var repo = needsRepo ? repo(section) : Optional.<BackupRepo>empty();
        if (needsRepo && repo.isEmpty()) {
            var name = Optional.ofNullable(section).flatMap(BackupSection::repo);
            found.add(new Violation(
                    "spec.backup.repoName",
                    name.map(text -> "there is no BackupRepo " + text).orElse("no BackupRepo is marked as the default"),
                    name.isPresent()
                            ? "apply it, or correct the name"
                            : "name one, or annotate one with " + BackupRepo.DEFAULT + "=true"));
        }
        repo.filter(there -> there.getSpec().bucket() == null)
                .ifPresent(there -> found.add(new Violation(
                        "spec.backup.repoName",
                        "BackupRepo " + there.getMetadata().getName() + " names no bucket",
                        "set its spec.config.bucket")));
        var chosen = BackedUp.candidates(blueprint);
        if (chosen.isEmpty()) {
            found.add(new Violation(
                    field + (wanted ? ".method" : ""),
                    "ClusterDefinition %s describes no such way to back a component up"
                            .formatted(blueprint.definition().getMetadata().getName()),
                    "describe one in spec.componentDefs[].backup there"));
        }
        if (chosen.size() > 1) {
            found.add(new Violation(
                    "spec.backup.method",
                    "a backup is of one component, and these could be backed up: "
                            + chosen.stream()
                                    .map(one -> one.component().name() + " by "
                                            + one.method().name())
                                    .collect(Collectors.joining(", ")),
                    "name the method of one"));
        }
        chosen.stream()
                .flatMap(one -> one.problems().stream())
                .forEach(problem -> found.add(
                        new Violation(field, problem, "add it under volumeClaimTemplates, or correct the definition")));
        repo.filter(there -> wanted)
                .ifPresent(there -> BackupRules.violations("spec.backup", section(cluster, there)).stream()
                        .map(violation -> new Violation(
                                violation.path().replace(".schedule", ".cronExpression"),
                                violation.problem(),
                                violation.remedy()))
                        .forEach(found::add));
        return found;
    }
}
