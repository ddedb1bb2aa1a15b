package io.cameleer.prometheus;

import io.cameleer.backup.restore.RestoreHold;
import io.cameleer.reconcile.Owner;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.SecretData;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
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
    public Reconciliation<PrometheusCluster> desire(
            Reconciliation<PrometheusCluster> reconciliation, ScrapeConfigs.Text scrapeConfigs) {
        var cluster = reconciliation.primary();
        var hold = RestoreHold.of(
                PrometheusRestores.of(cluster),
                reconciliation.observed(StatefulSet.class, cluster.getMetadata().getName()));
        return reconciliation.desiring(
                of(cluster, hold == RestoreHold.HELD ? 0 : cluster.getSpec().replicas(), scrapeConfigs));
    }

    /** The desired objects of a cluster whose scrape configurations stand in no Secret. */
    public static List<HasMetadata> of(PrometheusCluster cluster) {
        return of(cluster, cluster.getSpec().replicas(), new ScrapeConfigs.Text(null, false));
    }

    private static List<HasMetadata> of(PrometheusCluster cluster, int replicas, ScrapeConfigs.Text scrapeConfigs) {
        var objects = new ArrayList<HasMetadata>();
        if (cluster.getSpec().scrapeConfigsSecret() != null) {
            objects.add(scrapeConfigs(cluster, scrapeConfigs));
        }
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
                .withData(PrometheusConfig.files(cluster.getMetadata().getName(), cluster.effective()))
                .build();
    }

    /** The name of the Secret that pods of a cluster read scrape configurations from. */
    static String scrapeConfigsName(String cluster) {
        return cluster + "-scrape-configs";
    }

    /** The copy that pods read: what somebody writes into the Secret of the spec reaches them only when it can be read. */
    private static Secret scrapeConfigs(PrometheusCluster cluster, ScrapeConfigs.Text text) {
        var content = PrometheusConfig.additionalScrapeConfigs(text.content());
        return new SecretBuilder()
                .withMetadata(metadata(
                        cluster, scrapeConfigsName(cluster.getMetadata().getName())))
                .withData(SecretData.encoded(Map.of(PrometheusConfig.ADDITIONAL, content)))
                .withType("Opaque")
                .build();
    }

    private static Service service(PrometheusCluster cluster) {
        var service = new ServiceBuilder()
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
                        "app.kubernetes.io/instance", cluster.getMetadata().getName()));
        if (cluster.getSpec().hasThanos()) {
            service.addNewPort()
                    .withName("grpc")
                    .withPort(10901)
                    .withProtocol("TCP")
                    .withNewTargetPort("grpc")
                    .endPort();
        }
        return service.endSpec().build();
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
                .withOwnerReferences(Owner.of(cluster))
                .build();
    }
}
