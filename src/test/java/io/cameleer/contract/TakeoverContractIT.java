package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Objects as the existing implementation leaves them are taken over, and given back. */
class TakeoverContractIT {
    private static final String OBJECTS = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: old-config, namespace: %1$s, labels: {app.kubernetes.io/name: prometheus, app.kubernetes.io/instance: old}, ownerReferences: [%2$s]}
            data:
              prometheus.yml: |
                global:
                  scrape_interval: 30s
                  evaluation_interval: 30s
                scrape_configs:
                - job_name: prometheus
                  static_configs:
                  - targets: ['localhost:9090']
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: old, namespace: %1$s, labels: {app.kubernetes.io/name: prometheus, app.kubernetes.io/instance: old}, ownerReferences: [%2$s]}
            spec:
              clusterIP: None
              selector: {app.kubernetes.io/instance: old}
              ports: [{name: http, port: 9090, targetPort: http}]
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: old, namespace: %1$s, labels: {app.kubernetes.io/name: prometheus, app.kubernetes.io/instance: old}, ownerReferences: [%2$s]}
            spec:
              serviceName: old
              replicas: 2
              selector: {matchLabels: {app.kubernetes.io/name: prometheus, app.kubernetes.io/instance: old}}
              template:
                metadata: {labels: {app.kubernetes.io/name: prometheus, app.kubernetes.io/instance: old}}
                spec:
                  containers:
                  - name: prometheus
                    image: prom/prometheus:v2.55.1
                    args:
                    - --config.file=/etc/prometheus/prometheus.yml
                    - --storage.tsdb.path=/prometheus
                    - --storage.tsdb.retention.time=15d
                    - --web.enable-lifecycle
                    - --web.enable-admin-api
                    env: [{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
                    ports: [{name: http, containerPort: 9090}]
                    readinessProbe: {httpGet: {path: /-/ready, port: 9090}}
                    livenessProbe: {httpGet: {path: /-/healthy, port: 9090}}
                    volumeMounts: [{name: data, mountPath: /prometheus}, {name: config, mountPath: /etc/prometheus}]
                  - name: config-reloader
                    image: ghcr.io/jimmidyson/configmap-reload:v0.13.1
                    args: [--volume-dir=/etc/prometheus, '--webhook-url=http://127.0.0.1:9090/-/reload']
                    volumeMounts: [{name: config, mountPath: /etc/prometheus}]
                  volumes: [{name: config, configMap: {name: old-config}}]
              volumeClaimTemplates:
              - metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 20Gi}}}
            """;

    @Test
    void theObjectsOfTsdbOperatorAreTakenOverWithoutARestartAndCanBeGivenBack() {
        var cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        var client = cluster.client();
        var prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "takeover", false));
        var namespace = prometheuses.namespace();
        prometheuses.apply("old", "{replicas: 2, storage: {size: 20Gi}, backup: {enabled: true, bucket: b}}");
        writeAsTheOther(client, namespace, prometheuses);
        Waiting.until(
                "the pods of the other operator",
                () -> set(client, namespace).getStatus().getReadyReplicas() == 2);
        var revision = seen(client, namespace).getStatus().getUpdateRevision();
        var pods = prometheuses.pods("old");

        try (var operator = OperatorProcess.start(cluster, Map.of("CAMELEER_NAMESPACES", namespace))) {
            prometheuses.await("old", "Active");
            assertThat(operator.alive()).isTrue();
            assertThat(set(client, namespace).getMetadata().getLabels())
                    .containsEntry("app.kubernetes.io/managed-by", "cameleer");
            prometheuses.apply(
                    "old", "{replicas: 2, storage: {size: 20Gi}, backup: {enabled: true, bucket: b, prefix: p}}");
            prometheuses.await("old", "Active");
            assertThat(seen(client, namespace).getStatus().getUpdateRevision()).isEqualTo(revision);
            assertThat(prometheuses.pods("old")).as("no pod was restarted").isEqualTo(pods);
        }

        // The other one is back: it writes its template and configuration again, as it does at every start.
        writeAsTheOther(client, namespace, prometheuses);
        assertThat(seen(client, namespace).getStatus().getUpdateRevision()).isEqualTo(revision);
        assertThat(prometheuses.pods("old")).isEqualTo(pods);

        try (var operator = OperatorProcess.start(cluster, Map.of("CAMELEER_NAMESPACES", namespace))) {
            prometheuses.await("old", "Active");
            assertThat(operator.alive()).isTrue();
            assertThat(seen(client, namespace).getStatus().getUpdateRevision()).isEqualTo(revision);
            assertThat(prometheuses.pods("old")).isEqualTo(pods);
            prometheuses.apply(
                    "old", "{replicas: 2, retention: 20d, storage: {size: 20Gi}, backup: {enabled: true, bucket: b}}");
            Waiting.until(
                    "the next change to bring the template of this operator",
                    () -> Boolean.TRUE.equals(set(client, namespace)
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getSecurityContext()
                            .getRunAsNonRoot()));
            prometheuses.await("old", "Active");
            assertThat(set(client, namespace).getMetadata().getAnnotations())
                    .doesNotContainKey("cameleer.io/adopted-template");
        }
    }

    /** Creates or replaces the objects, as that operator does. */
    private static void writeAsTheOther(KubernetesClient client, String namespace, Prometheuses prometheuses) {
        var owner =
                "{apiVersion: observability.merlionos.org/v1, kind: PrometheusCluster, name: old, controller: true, blockOwnerDeletion: true, uid: "
                        + prometheuses.get("old").getMetadata().getUid() + "}";
        List<HasMetadata> objects = client.load(new ByteArrayInputStream(
                        OBJECTS.formatted(namespace, owner).getBytes(StandardCharsets.UTF_8)))
                .items();
        for (var object : objects) {
            var there = client.resource(object).get();
            if (there == null) {
                client.resource(object).create();
            } else {
                object.getMetadata().setResourceVersion(there.getMetadata().getResourceVersion());
                client.resource(object).update();
            }
        }
    }

    /** The StatefulSet once its controller has seen it as it is, so that what it does to pods and revisions is decided. */
    private static StatefulSet seen(KubernetesClient client, String namespace) {
        Waiting.until("the StatefulSet to be seen by its controller", () -> {
            var set = set(client, namespace);
            return set.getMetadata().getGeneration().equals(set.getStatus().getObservedGeneration());
        });
        return set(client, namespace);
    }

    private static StatefulSet set(KubernetesClient client, String namespace) {
        return client.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName("old")
                .get();
    }
}
