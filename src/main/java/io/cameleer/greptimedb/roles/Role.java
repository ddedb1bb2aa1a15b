package io.cameleer.greptimedb.roles;

import io.cameleer.reconcile.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A part of a GreptimeDB cluster, in the order in which they are brought up. */
public enum Role {
    /** The store of metadata. */
    ETCD,
    /** The coordination. */
    META,
    /** The nodes that hold data. */
    DATANODE,
    /** The query endpoint. */
    FRONTEND,
    /** The dashboards. */
    GRAFANA;

    /** The name of the role's objects in a cluster, as in {@code prod-frontend}. */
    public String of(HasMetadata cluster) {
        return cluster.getMetadata().getName() + "-" + label();
    }

    /** The name as labels and containers have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The labels by which the role's pods are selected. */
    public Map<String, String> selector(HasMetadata cluster) {
        return Map.of("app.kubernetes.io/instance", cluster.getMetadata().getName(), "app.kubernetes.io/name", label());
    }

    /** The labels of everything of the role. */
    Map<String, String> labels(HasMetadata cluster) {
        return Map.of(
                "app.kubernetes.io/instance",
                cluster.getMetadata().getName(),
                "app.kubernetes.io/managed-by",
                "cameleer",
                "app.kubernetes.io/name",
                label(),
                "app.kubernetes.io/part-of",
                "greptimedb");
    }

    /** The role's pods as they are, without those that end. */
    public List<Pod> pods(KubernetesClient client, HasMetadata cluster) {
        return client
                .pods()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withLabels(selector(cluster))
                .list()
                .getItems()
                .stream()
                .filter(pod -> !pod.isMarkedForDeletion())
                .toList();
    }

    /** Metadata of an object that the cluster owns. */
    public ObjectMeta metadata(HasMetadata cluster, String name) {
        return new ObjectMetaBuilder()
                .addToLabels(labels(cluster))
                .withName(name)
                .withNamespace(cluster.getMetadata().getNamespace())
                .withOwnerReferences(Owner.of(cluster))
                .build();
    }

    /** Metadata of the role's object that has the role's own name. */
    public ObjectMeta metadata(HasMetadata cluster) {
        return metadata(cluster, of(cluster));
    }
}
