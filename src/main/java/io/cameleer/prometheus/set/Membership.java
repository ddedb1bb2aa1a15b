package io.cameleer.prometheus.set;

import io.cameleer.backup.BackupRules;
import io.cameleer.backup.BackupSpec;
import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.prometheus.PrometheusStatus;
import io.cameleer.reconcile.Selectors;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who belongs to which set, decided over everything there is.
 *
 * @param givers the sets that have a template which can work, in the order of their names
 * @param clusters all clusters
 * @param namespaces the labels of every namespace by its name
 */
record Membership(
        List<PrometheusClusterSet> givers,
        Collection<PrometheusCluster> clusters,
        Map<String, Map<String, String>> namespaces) {

    /** Decides over sets, whose rules are looked at once and not for every cluster. */
    static Membership of(
            Stream<PrometheusClusterSet> sets,
            Collection<PrometheusCluster> clusters,
            Map<String, Map<String, String>> namespaces) {
        var givers = sets.filter(set -> !set.isMarkedForDeletion())
                .filter(set -> violations(set).isEmpty() && set.getSpec().backupTemplate() != null)
                .sorted(Comparator.comparing(set -> set.getMetadata().getName()))
                .toList();
        return new Membership(givers, clusters, namespaces);
    }

    /** What is wrong with a set's spec; such a set has no members. */
    static List<Violation> violations(PrometheusClusterSet set) {
        if (set.getSpec() == null) {
            return List.of(new Violation("spec", "is missing", "add at least an empty spec: {}"));
        }
        var found = new ArrayList<Violation>();
        selector("spec.clusterSelector", set.getSpec().clusterSelector(), found);
        selector("spec.namespaceSelector", set.getSpec().namespaceSelector(), found);
        if (set.getSpec().backupTemplate() != null) {
            BackupRules.violations("spec.backupTemplate", set.getSpec().backupTemplate())
                    .forEach(found::add);
        }
        return List.copyOf(found);
    }

    /** A set's members, sorted by namespace and name. */
    List<PrometheusCluster> members(PrometheusClusterSet set) {
        if (!violations(set).isEmpty()) {
            return List.of();
        }
        return clusters.stream()
                .filter(cluster -> !cluster.isMarkedForDeletion())
                .filter(cluster -> belongs(cluster, set))
                .sorted(Comparator.comparing((PrometheusCluster cluster) ->
                                cluster.getMetadata().getNamespace())
                        .thenComparing(cluster -> cluster.getMetadata().getName()))
                .toList();
    }

    /** The template that a cluster should have: of the sets that it belongs to and that have one, the first by name. */
    Optional<BackupTemplate> template(PrometheusCluster cluster) {
        if (!wantsTemplate(cluster)) {
            return Optional.empty();
        }
        return givers.stream()
                .filter(set -> belongs(cluster, set))
                .findFirst()
                .map(set -> new BackupTemplate(
                        set.getMetadata().getName(), enabled(set.getSpec().backupTemplate())));
    }

    /** Whether a cluster takes a template: it backs nothing up itself and has not opted out. */
    static boolean wantsTemplate(PrometheusCluster cluster) {
        var annotations =
                Optional.ofNullable(cluster.getMetadata().getAnnotations()).orElse(Map.of());
        return cluster.getSpec() != null
                && !cluster.isMarkedForDeletion()
                && !cluster.getSpec().backsUp()
                && !"disabled".equals(annotations.get(PrometheusClusterSet.OPT_OUT));
    }

    /** The template that a cluster has now, or null. */
    static BackupTemplate current(PrometheusCluster cluster) {
        return Optional.ofNullable(cluster.getStatus())
                .map(PrometheusStatus::backupTemplate)
                .orElse(null);
    }

    private boolean belongs(PrometheusCluster cluster, PrometheusClusterSet set) {
        var namespace = namespaces.get(cluster.getMetadata().getNamespace());
        return namespace != null
                && Selectors.matches(
                        set.getSpec().clusterSelector(), cluster.getMetadata().getLabels())
                && Selectors.matches(set.getSpec().namespaceSelector(), namespace);
    }

    private static BackupSpec enabled(BackupSpec template) {
        return template.enabled() ? template : template.enabling();
    }

    private static void selector(String path, LabelSelector selector, List<Violation> found) {
        Selectors.problem(selector)
                .ifPresent(problem -> found.add(new Violation(
                        path, problem, "use In, NotIn, Exists or DoesNotExist as kubectl explains them")));
    }
}
