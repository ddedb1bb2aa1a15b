package io.cameleer.prometheus;

import io.cameleer.backup.restore.RestoreHold;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The objects of a PrometheusCluster, by name and content as tsdb-operator makes them. */
public final class PrometheusWorkloads {
    /** Sets the desired objects: the configuration before the pods that mount it. */
    public Reconciliation<PrometheusCluster> desire(Reconciliation<PrometheusCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var hold = RestoreHold.of(
                PrometheusRestores.of(cluster),
                reconciliation.observed(StatefulSet.class, cluster.getMetadata().getName()));
        return reconciliation.desiring(
                of(cluster, hold == RestoreHold.HELD ? 0 : cluster.getSpec().replicas()));
    }

    /** The desired objects of a cluster. */
    public static List<HasMetadata> of(PrometheusCluster cluster) {
        return of(cluster, cluster.getSpec().replicas());
    }

    private static List<HasMetadata> of(PrometheusCluster cluster, int replicas) {
        var objects = new ArrayList<HasMetadata>();
        objects.add(configMap(cluster));
        objects.add(service(cluster));
        if (cluster.getSpec().replicas() > 1) {
            objects.add(disruptionBudget(cluster));
        }
        objects.add(PrometheusStatefulSet.of(cluster, replicas));
        return List.copyOf(objects);
    }

    /** The labels by which pods are selected. */
    public static Map<String, String> selector(String cluster) {
        return Map.of("app.kubernetes.io/name", "prometheus", "app.kubernetes.io/instance", cluster);
    }

    /** {@link #selector(String)} of a reconciliation, for the route. */
    public Map<String, String> selector(Reconciliation<PrometheusCluster> reconciliation) {
        return selector(reconciliation.primary().getMetadata().getName());
    }

    private static ConfigMap configMap(PrometheusCluster cluster) {
        return new ConfigMapBuilder()
                .withMetadata(metadata(cluster, cluster.getMetadata().getName() + "-config"))
                .withData(PrometheusConfig.files(cluster.getSpec()))
                .build();
    }

    private static Service service(PrometheusCluster cluster) {
        return new ServiceBuilder()
                .withMetadata(metadata(cluster, cluster.getMetadata().getName()))
                .withNewSpec()
                .withClusterIP("None")
                .addNewPort()
                .withName("http")
                .withPort(9090)
                .withProtocol("TCP")
                .withNewTargetPort("http")
                .endPort()
                .withSelector(Map.of(
                        "app.kubernetes.io/instance", cluster.getMetadata().getName()))
                .endSpec()
                .build();
    }

    private static PodDisruptionBudget disruptionBudget(PrometheusCluster cluster) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(metadata(cluster, cluster.getMetadata().getName()))
                .withNewSpec()
                .withNewMaxUnavailable(1)
                .withNewSelector()
                .withMatchLabels(selector(cluster.getMetadata().getName()))
                .endSelector()
                .endSpec()
                .build();
    }

    static ObjectMeta metadata(PrometheusCluster cluster, String name) {
        return new ObjectMetaBuilder()
                .addToLabels(selector(cluster.getMetadata().getName()))
                .addToLabels("app.kubernetes.io/managed-by", "cameleer")
                .withName(name)
                .withNamespace(cluster.getMetadata().getNamespace())
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(cluster.getApiVersion())
                        .withBlockOwnerDeletion(true)
                        .withController(true)
                        .withKind(cluster.getKind())
                        .withName(cluster.getMetadata().getName())
                        .withUid(cluster.getMetadata().getUid())
                        .build())
                .build();
    }
}
