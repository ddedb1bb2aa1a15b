package io.cameleer.greenplum;

import io.cameleer.greenplum.objects.Group;
import io.cameleer.greenplum.objects.NodeLabel;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Labels nodes so that a primary and its mirror, or master and standby, never share one. */
public final class NodeLabels {
    private final KubernetesClient client;

    /** Reads nodes with a client. */
    public NodeLabels(KubernetesClient client) {
        this.client = client;
    }

    /** The labels that nodes lack; a node that has one keeps it, as data may lie on it. */
    public List<Plan> plan(Reconciliation<GreenplumCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var plans = new ArrayList<Plan>();
        if (cluster.getSpec().masterAndStandby().isApart()) {
            nodes(cluster.getSpec().masterAndStandby().workerSelector())
                    .filter(node -> value(node, cluster, Group.MASTER).isEmpty())
                    .map(node -> labelling(cluster, node, Group.MASTER))
                    .forEach(plans::add);
        }
        if (cluster.getSpec().segments().isApart()) {
            plans.addAll(segments(cluster));
        }
        return List.copyOf(plans);
    }

    private List<Plan> segments(GreenplumCluster cluster) {
        var nodes = nodes(cluster.getSpec().segments().workerSelector()).toList();
        var used = new HashMap<>(nodes.stream()
                .flatMap(node -> value(node, cluster, Group.PRIMARY).stream())
                .collect(Collectors.groupingBy(value -> value, Collectors.counting())));
        var plans = new ArrayList<Plan>();
        for (var node : nodes) {
            if (value(node, cluster, Group.PRIMARY).isEmpty()) {
                var group = Stream.of(Group.PRIMARY, Group.MIRROR)
                        .min(Comparator.comparing(one -> used.getOrDefault(NodeLabel.value(one), 0L)))
                        .orElseThrow();
                used.merge(NodeLabel.value(group), 1L, Long::sum);
                plans.add(labelling(cluster, node, group));
            }
        }
        return plans;
    }

    /** The removal of all labels of a cluster's namespace, which has no other cluster. */
    public List<Plan> removal(Reconciliation<GreenplumCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var spec = cluster.getSpec();
        if (!spec.masterAndStandby().isApart() && !spec.segments().isApart()) {
            return List.of();
        }
        return client.nodes().list().getItems().stream()
                .flatMap(node -> Stream.of(Group.MASTER, Group.PRIMARY)
                        .filter(group -> value(node, cluster, group).isPresent())
                        .map(group -> Plan.labelling(cluster, labelled(node, key(cluster, group), null))))
                .toList();
    }

    private Stream<Node> nodes(Map<String, String> selector) {
        return client.nodes().withLabels(selector).list().getItems().stream()
                .sorted(Comparator.comparing(node -> node.getMetadata().getName()));
    }

    private static Optional<String> value(Node node, GreenplumCluster cluster, Group group) {
        return Optional.ofNullable(node.getMetadata().getLabels())
                .map(labels -> labels.get(key(cluster, group)))
                .filter(Objects::nonNull);
    }

    private static Plan labelling(GreenplumCluster cluster, Node node, Group group) {
        return Plan.labelling(cluster, labelled(node, key(cluster, group), NodeLabel.value(group)));
    }

    private static Node labelled(Node node, String key, String value) {
        var labels = new HashMap<String, String>();
        labels.put(key, value);
        return new NodeBuilder()
                .withNewMetadata()
                .withName(node.getMetadata().getName())
                .withLabels(labels)
                .endMetadata()
                .build();
    }

    private static String key(GreenplumCluster cluster, Group group) {
        return NodeLabel.key(cluster.getMetadata().getNamespace(), group);
    }
}
