package io.cameleer.greenplum.database;

import io.cameleer.backup.BackupException;
import io.cameleer.greenplum.GreenplumCluster;
import io.cameleer.greenplum.GreenplumStatus;
import io.cameleer.greenplum.objects.ExpansionJob;
import io.cameleer.greenplum.objects.Group;
import io.cameleer.greenplum.objects.Names;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the pods of a cluster and asks both masters at once what they know. */
final class Sight {
    private static final Logger LOG = LoggerFactory.getLogger(Sight.class);

    private final KubernetesClient client;

    Sight(KubernetesClient client) {
        this.client = client;
    }

    View view(Reconciliation<GreenplumCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var sets = new HashMap<Group, StatefulSet>();
        for (var group : Group.of(cluster)) {
            reconciliation.observed(StatefulSet.class, group.set()).ifPresent(set -> sets.put(group, set));
        }
        if (sets.isEmpty()) {
            return new View(OptionalInt.empty(), List.of(), Map.of(), Optional.empty(), false, List.of());
        }
        var pods = client
                .pods()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withLabels(Names.labels(cluster))
                .list()
                .getItems()
                .stream()
                .flatMap(pod -> member(pod, sets).stream())
                .toList();
        var reports = reports(cluster, pods);
        var primaries = Optional.ofNullable(sets.get(Group.PRIMARY))
                .map(set -> OptionalInt.of(set.getSpec().getReplicas()))
                .orElse(OptionalInt.empty());
        return new View(
                primaries, pods, reports, job(cluster, reports), isKept(cluster, reports), unseen(cluster, pods));
    }

    private static Optional<View.Member> member(Pod pod, Map<Group, StatefulSet> sets) {
        var type = pod.getMetadata().getLabels().get("type");
        return sets.entrySet().stream()
                .filter(set -> set.getKey().set().equals(type))
                .findFirst()
                .map(set -> new View.Member(
                        pod.getMetadata().getName(),
                        set.getKey(),
                        Readiness.isPodReady(pod) && !pod.isMarkedForDeletion(),
                        isOutdated(pod, set.getValue())));
    }

    /** A set whose newest template has not been seen by its controller knows no revision to compare with. */
    private static boolean isOutdated(Pod pod, StatefulSet set) {
        var status = set.getStatus();
        return isSeen(set)
                && status.getUpdateRevision() != null
                && !Objects.equals(
                        status.getUpdateRevision(),
                        pod.getMetadata().getLabels().get("controller-revision-hash"));
    }

    private static boolean isSeen(StatefulSet set) {
        var status = set.getStatus();
        return status != null && set.getMetadata().getGeneration().equals(status.getObservedGeneration());
    }

    /** Asked of the API server: a watch may not have told of the last set of several that were changed at once. */
    private List<String> unseen(GreenplumCluster cluster, List<View.Member> pods) {
        if (pods.stream().noneMatch(View.Member::outdated)) {
            return List.of();
        }
        return client
                .apps()
                .statefulSets()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withLabels(Names.labels(cluster))
                .list()
                .getItems()
                .stream()
                .filter(set -> !isSeen(set))
                .map(set -> set.getMetadata().getName())
                .toList();
    }

    private Map<String, Report> reports(GreenplumCluster cluster, List<View.Member> pods) {
        var shell = new DatabaseShell(client, cluster.getMetadata().getNamespace());
        var reports = new HashMap<String, Report>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = pods.stream()
                    .filter(pod -> pod.group() == Group.MASTER && pod.ready())
                    .map(pod ->
                            Map.entry(pod.name(), threads.submit((Callable<Report>) () -> shell.report(pod.name()))))
                    .toList();
            for (var call : calls) {
                try {
                    reports.put(call.getKey(), call.getValue().get());
                } catch (ExecutionException e) {
                    LOG.debug("Pod {} cannot be asked", call.getKey(), e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new BackupException("the operator is stopping", e);
                }
            }
        }
        return Map.copyOf(reports);
    }

    /** Only a database that is smaller than it should be can have one that matters. */
    private Optional<View.Expansion> job(GreenplumCluster cluster, Map<String, Report> reports) {
        var smaller = reports.values().stream()
                .flatMap(report -> report.catalog().stream())
                .anyMatch(catalog -> catalog.primaries() < cluster.getSpec().primaries());
        if (!smaller) {
            return Optional.empty();
        }
        return Optional.ofNullable(client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(cluster.getMetadata().getNamespace())
                        .withName(Names.expansion(cluster))
                        .get())
                .map(job -> new View.Expansion(ExpansionJob.count(job), ExpansionJob.state(job)));
    }

    /** Matters only while nothing else tells whether there is a database. */
    private boolean isKept(GreenplumCluster cluster, Map<String, Report> reports) {
        var known = Optional.ofNullable(cluster.getStatus())
                        .filter(GreenplumStatus::ran)
                        .isPresent()
                || reports.values().stream().anyMatch(report -> report.catalog().isPresent());
        return !known
                && client
                        .persistentVolumeClaims()
                        .inNamespace(cluster.getMetadata().getNamespace())
                        .withLabels(Group.MASTER.labels(cluster))
                        .list()
                        .getItems()
                        .stream()
                        .map(HasMetadata::getMetadata)
                        .anyMatch(claim -> claim.getCreationTimestamp()
                                        .compareTo(cluster.getMetadata().getCreationTimestamp())
                                < 0);
    }
}
