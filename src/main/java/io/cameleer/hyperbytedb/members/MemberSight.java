package io.cameleer.hyperbytedb.members;

import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.hyperbytedb.certificates.ClusterTls;
import io.cameleer.hyperbytedb.objects.Names;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLHandshakeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the pods of a cluster and asks all members at once what they know. */
final class MemberSight {
    private static final Logger LOG = LoggerFactory.getLogger(MemberSight.class);
    private static final String INDEX = "apps.kubernetes.io/pod-index";

    private final KubernetesClient client;

    MemberSight(KubernetesClient client) {
        this.client = client;
    }

    /** What there is to see. */
    ClusterView view(Reconciliation<HyperbytedbCluster> reconciliation, ClusterTls tls) {
        var cluster = reconciliation.primary();
        var set =
                reconciliation.observed(StatefulSet.class, cluster.getMetadata().getName());
        if (set.isEmpty()) {
            return new ClusterView(
                    OptionalInt.empty(), false, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
        }
        var revision = Optional.ofNullable(set.get().getStatus())
                .map(found -> found.getUpdateRevision())
                .orElse(null);
        var rolling = set.get().getStatus() == null
                || !set.get()
                        .getMetadata()
                        .getGeneration()
                        .equals(set.get().getStatus().getObservedGeneration());
        var pods = client
                .pods()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withLabels(Names.selector(cluster))
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getLabels().containsKey(INDEX))
                .toList();
        var asked = ask(cluster, pods, tls);
        var members = pods.stream()
                .map(pod -> member(pod, rolling ? null : revision, asked.reports()))
                .toList();
        return new ClusterView(
                OptionalInt.of(set.get().getSpec().getReplicas()),
                rolling,
                members,
                asked.nodes(),
                asked.leader(),
                asked.distrust());
    }

    private static MemberPod member(Pod pod, String revision, Map<String, Report> reports) {
        var name = pod.getMetadata().getName();
        var ready = Readiness.isPodReady(pod);
        var created = Instant.parse(pod.getMetadata().getCreationTimestamp());
        var running = pod.getStatus() != null
                && Optional.ofNullable(pod.getStatus().getContainerStatuses()).orElse(List.of()).stream()
                        .anyMatch(container -> container.getState() != null
                                && container.getState().getRunning() != null);
        return new MemberPod(
                ordinal(pod),
                name,
                created,
                running,
                ready,
                ready ? null : since(pod).orElse(created),
                revision != null
                        && !revision.equals(pod.getMetadata().getLabels().get("controller-revision-hash")),
                pod.isMarkedForDeletion(),
                Optional.ofNullable(reports.get(name)));
    }

    private static Optional<Instant> since(Pod pod) {
        return Optional.ofNullable(pod.getStatus()).flatMap(found -> found.getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready") && condition.getLastTransitionTime() != null)
                .map(condition -> Instant.parse(condition.getLastTransitionTime()))
                .findFirst());
    }

    private record Asked(
            Map<String, Report> reports,
            Optional<List<Node>> nodes,
            Optional<Integer> leader,
            Optional<String> distrust) {}

    /** What a member told, or why it is not believed. */
    private record Told(Report report, List<Node> nodes, String distrust) {}

    /** Asks all members at once; the leader takes itself for it; a member that was cut off may too, of an older term. */
    private Asked ask(HyperbytedbCluster cluster, List<Pod> pods, ClusterTls tls) {
        var tunnels = new MemberTunnels(client, cluster, tls);
        var reports = new HashMap<String, Report>();
        Optional<List<Node>> nodes = Optional.empty();
        Optional<Integer> leader = Optional.empty();
        Optional<String> distrust = Optional.empty();
        var term = -1L;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = pods.stream()
                    .filter(pod -> !pod.isMarkedForDeletion()
                            && pod.getStatus() != null
                            && "Running".equals(pod.getStatus().getPhase()))
                    .map(pod -> Map.entry(pod, threads.submit((Callable<Told>) () -> told(tunnels, pod))))
                    .toList();
            for (var call : calls) {
                var told = answer(call.getValue());
                var pod = call.getKey();
                if (told.isPresent() && told.get().distrust() != null) {
                    distrust = distrust.or(() -> Optional.of(told.get().distrust()));
                } else if (told.isPresent()) {
                    var id = ordinal(pod) + 1;
                    reports.put(pod.getMetadata().getName(), told.get().report());
                    if (Objects.equals(told.get().report().leader(), id)
                            && told.get().report().term() > term) {
                        term = told.get().report().term();
                        nodes = Optional.of(told.get().nodes());
                        leader = Optional.of(id);
                    }
                }
            }
        }
        return new Asked(reports, nodes, leader, distrust);
    }

    private static Told told(MemberTunnels tunnels, Pod pod) throws IOException {
        try (var tunnel = tunnels.open(ordinal(pod))) {
            var api = new DatabaseApi(tunnel);
            var report = api.report();
            return new Told(report, Objects.equals(report.leader(), ordinal(pod) + 1) ? api.nodes() : List.of(), null);
        } catch (SSLHandshakeException e) {
            return new Told(null, null, "pod " + pod.getMetadata().getName() + " is not believed: " + e.getMessage());
        }
    }

    private static int ordinal(Pod pod) {
        return Integer.parseInt(pod.getMetadata().getLabels().get(INDEX));
    }

    private static Optional<Told> answer(Future<Told> call) {
        try {
            return Optional.of(call.get());
        } catch (ExecutionException e) {
            LOG.debug("A member does not answer", e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
