package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.cluster.Kubeblocks;
import io.cameleer.cluster.Operations;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.cameleer.kubeblocks.ops.OpsStatus;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpsRequests on a real API server, whose nodes pretend to run pods and whose volumes grow. */
@Order(1)
class KubeblocksOpsContractIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    private static final String DEFINITION = """
            apiVersion: apps.kubeblocks.io/v1alpha1
            kind: ClusterDefinition
            metadata: {name: operable}
            spec:
              componentDefs:
              - name: front
                workloadType: Stateless
                service: {ports: [{name: http, port: 80}]}
                podSpec:
                  containers:
                  - {name: front, image: "front:1", resources: {requests: {memory: 32Mi}}}
              - name: store
                workloadType: Consensus
                service: {ports: [{name: rpc, port: 4000}]}
                configSpecs: [{name: conf, templateRef: operable, namespace: default, volumeName: conf}]
                podSpec:
                  containers:
                  - {name: store, volumeMounts: [{name: data, mountPath: /d}, {name: conf, mountPath: /c}]}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: operable, namespace: default}
            data:
              store.toml: |
                name = "{{ .cluster.metadata.name }}"
                [log]
                level = "info"
            ---
            apiVersion: apps.kubeblocks.io/v1alpha1
            kind: ClusterVersion
            metadata: {name: operable-1}
            spec:
              clusterDefinitionRef: operable
              componentVersions:
              - {componentDefRef: store, versionsContext: {containers: [{name: store, image: "store:1"}]}}
            ---
            apiVersion: apps.kubeblocks.io/v1alpha1
            kind: ClusterVersion
            metadata: {name: operable-2}
            spec:
              clusterDefinitionRef: operable
              componentVersions:
              - {componentDefRef: store, versionsContext: {containers: [{name: store, image: "store:2"}]}}
            """;

    private static final String CLUSTER = """
            {clusterDefinitionRef: operable, clusterVersionRef: operable-1, terminationPolicy: Delete, componentSpecs: [
            {name: front, componentDefRef: front},
            {name: store, componentDefRef: store, replicas: 2, enabledLogs: [slow], volumeClaimTemplates: [
              {name: data, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}}]}]}""";

    private static TestCluster cluster;
    private static OperatorProcess operator;
    private static Kubeblocks steady;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        operator = started();
        steady = clusters();
        steady.manifests(DEFINITION);
        steady.apply("steady", CLUSTER);
        steady.await("steady", "Running", SOON);
    }

    private static OperatorProcess started() {
        return OperatorProcess.start(
                cluster, Map.of("CAMELEER_KUBEBLOCKS_ENABLED", "true", "CAMELEER_KUBEBLOCKS_OPS_PATIENCE", "15"));
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    private static Kubeblocks clusters() {
        return new Kubeblocks(cluster, SharedCluster.namespace(cluster, "ops", false));
    }

    private static KubernetesClient client() {
        return cluster.client();
    }

    private static OpsStatus done(Operations operations, String name, String spec) {
        operations.apply(name, spec);
        return operations.await(name, "Succeed", SOON).getStatus();
    }

    private static Map<String, String> pods(String namespace) {
        return client().pods().inNamespace(namespace).list().getItems().stream()
                .collect(Collectors.toMap(pod -> pod.getMetadata().getName(), pod -> pod.getMetadata()
                        .getUid()));
    }

    private static PodTemplateSpec store(String namespace, String name) {
        return client().apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(name + "-store")
                .get()
                .getSpec()
                .getTemplate();
    }

    @Test
    void everyTypeIsCarriedOutByEditingTheCluster() {
        var clusters = clusters();
        var namespace = clusters.namespace();
        var operations = new Operations(cluster, namespace);
        clusters.apply("all", CLUSTER);
        clusters.await("all", "Running", SOON);

        var before = pods(namespace);
        var restarted =
                done(operations, "restart", "{clusterRef: all, type: Restart, restart: [{componentName: store}]}");
        assertThat(restarted.progress()).isEqualTo("2/2");
        assertThat(pods(namespace)).allSatisfy((pod, uid) -> {
            if (pod.startsWith("all-store")) {
                assertThat(uid).isNotEqualTo(before.get(pod));
            } else {
                assertThat(before).containsEntry(pod, uid);
            }
        });

        done(operations, "upgrade", "{clusterRef: all, type: Upgrade, upgrade: {clusterVersionRef: operable-2}}");
        assertThat(store(namespace, "all").getSpec().getContainers().getFirst().getImage())
                .isEqualTo("store:2");

        done(
                operations,
                "larger",
                "{clusterRef: all, type: VerticalScaling, verticalScaling: [{componentName: front, requests: {cpu: 100m}, limits: {cpu: 200m}}]}");
        var resources = client().apps()
                .deployments()
                .inNamespace(namespace)
                .withName("all-front")
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getResources();
        assertThat(resources.getRequests()).containsOnlyKeys("cpu", "memory");
        assertThat(resources.getLimits()).containsOnlyKeys("cpu");

        var wider = done(
                operations,
                "wider",
                "{clusterRef: all, type: HorizontalScaling, horizontalScaling: [{componentName: store, replicas: 3}]}");
        assertThat(wider.progress()).isEqualTo("1/1");
        assertThat(wider.lastConfiguration().at("/components/store/replicas").asInt())
                .isEqualTo(2);

        var grown = done(
                operations,
                "grown",
                "{clusterRef: all, type: VolumeExpansion, volumeExpansion: [{componentName: store, volumeClaimTemplates: [{name: data, storage: 3Gi}]}]}");
        assertThat(grown.progress()).isEqualTo("3/3");
        assertThat(client().persistentVolumeClaims()
                        .inNamespace(namespace)
                        .list()
                        .getItems())
                .hasSize(3)
                .allSatisfy(claim -> assertThat(
                                claim.getStatus().getCapacity().get("storage").toString())
                        .isEqualTo("3Gi"));

        done(
                operations,
                "louder",
                "{clusterRef: all, type: Reconfiguring, reconfigure: {componentName: store, configurations: [{name: conf, keys: [{key: store.toml, parameters: [{key: log.level, value: '\"debug\"'}, {key: port, value: '4000'}]}]}]}}");
        assertThat(client().configMaps()
                        .inNamespace(namespace)
                        .withName("all-store-conf")
                        .get()
                        .getData()
                        .get("store.toml"))
                .isEqualTo("name = \"all\"\nport = 4000\n[log]\nlevel = \"debug\"\n");

        done(
                operations,
                "shown",
                "{clusterRef: all, type: Expose, expose: [{componentName: front, services: [{name: outside, serviceType: NodePort}]}]}");
        assertThat(client().services()
                        .inNamespace(namespace)
                        .withName("all-front-outside")
                        .get()
                        .getSpec()
                        .getType())
                .isEqualTo("NodePort");

        assertThat(done(operations, "stop", "{clusterRef: all, type: Stop}").progress())
                .isEqualTo("4/4");
        assertThat(clusters.get("all").getStatus().phase()).isEqualTo("Stopped");
        operations.apply("late", "{clusterRef: all, type: Restart, restart: [{componentName: store}]}");
        assertThat(operations.await("late", "Failed", SOON).getStatus().message())
                .isEqualTo(
                        "spec.type: Restart is not possible while Cluster all is Stopped; make another OpsRequest when it is Running or Abnormal or Failed");
        assertThat(done(operations, "start", "{clusterRef: all, type: Start}").progress())
                .isEqualTo("4/4");
        var spec = clusters.get("all").getSpec();
        assertThat(spec.componentSpecs()).extracting(one -> one.replicas()).containsExactly(1, 3);
        assertThat(spec.componentSpecs().getLast().more()).containsKey("enabledLogs");
        Waiting.until(
                "the Cluster to be let go of",
                SOON,
                () -> clusters.get("all").getMetadata().getAnnotations().keySet().stream()
                        .noneMatch(key -> key.equals("kubeblocks.io/ops-request") || key.contains("snapshot")));
        assertThat(cluster.kubectl("get", "ops", "wider", "--namespace", namespace))
                .containsPattern("NAME +TYPE +CLUSTER +STATUS +PROGRESS +AGE")
                .containsPattern("wider +HorizontalScaling +all +Succeed +1/1");
        clusters.delete("all");
        Waiting.until("requests to go with their Cluster", SOON, () -> operations.get("wider") == null);
    }

    @Test
    void aRequestThatIsMadeAnewUnderItsNameIsAnother() {
        var clusters = clusters();
        var operations = new Operations(cluster, clusters.namespace());
        clusters.apply("anew", CLUSTER);
        clusters.await("anew", "Running", SOON);
        var scaling =
                "{clusterRef: anew, type: HorizontalScaling, horizontalScaling: [{componentName: store, replicas: %d}]}";
        operations.apply("wider", scaling.formatted(3));
        Waiting.until(
                "it to hold the Cluster",
                SOON,
                () -> clusters.get("anew").getMetadata().getAnnotations().get("kubeblocks.io/ops-request") != null);
        operations.delete("wider");
        clusters.await("anew", "Running", SOON);
        operations.apply("wider", scaling.formatted(4));
        assertThat(operations.await("wider", "Succeed", SOON).getStatus().progress())
                .isEqualTo("1/1");
        assertThat(clusters.get("anew").getSpec().componentSpecs().getLast().replicas())
                .isEqualTo(4);
        clusters.delete("anew");
    }

    @Test
    void theSampleIsCarriedOut() throws IOException {
        var clusters = clusters();
        clusters.sample("postgresql.yaml");
        clusters.await("orders", "Running", SOON);
        clusters.manifests(Files.readString(
                        Project.directory().resolve("samples/kubeblocks").resolve("opsrequests.yaml"))
                .replace("namespace: default", "namespace: " + clusters.namespace()));
        var operations = new Operations(cluster, clusters.namespace());
        for (var name : List.of("orders-more-replicas", "orders-more-connections", "orders-restart")) {
            operations.await(name, "Succeed", SOON);
        }
        assertThat(client().configMaps()
                        .inNamespace(clusters.namespace())
                        .withName("orders-replica-config")
                        .get()
                        .getData()
                        .get("postgresql.conf"))
                .contains("max_connections = 200\n");
        clusters.delete("orders");
    }

    @Test
    void requestsForOneClusterAreCarriedOutOneAfterTheOther() {
        var clusters = clusters();
        var operations = new Operations(cluster, clusters.namespace());
        clusters.apply("queue", CLUSTER);
        clusters.await("queue", "Running", SOON);
        for (var i = 1; i <= 3; i++) {
            operations.apply(
                    "wider-" + i,
                    "{clusterRef: queue, type: HorizontalScaling, horizontalScaling: [{componentName: store, replicas: %d}], ttlSecondsAfterSucceed: %d}"
                            .formatted(2 + i, i == 1 ? 20 : 0));
        }
        for (var i = 1; i <= 3; i++) {
            operations.await("wider-" + i, "Succeed", SOON);
        }
        assertThat(clusters.get("queue").getSpec().componentSpecs().getLast().replicas())
                .as("they are carried out in the order in which they were made")
                .isEqualTo(5);
        Waiting.until("one with a time to live to go", SOON, () -> operations.get("wider-1") == null);
        assertThat(operations.get("wider-2")).isNotNull();
        clusters.delete("queue");
    }

    @Test
    void anOperatorThatDiesInBetweenRepeatsNothing() {
        var clusters = clusters();
        var operations = new Operations(cluster, clusters.namespace());
        clusters.apply("killed", CLUSTER);
        clusters.await("killed", "Running", SOON);
        var set =
                client().apps().statefulSets().inNamespace(clusters.namespace()).withName("killed-store");
        var generation = set.get().getMetadata().getGeneration();
        operations.apply("restart", "{clusterRef: killed, type: Restart, restart: [{componentName: store}]}");
        Waiting.until("it to be taken up", SOON, () -> operations.get("restart").getStatus() != null);
        operator.kill();
        operator = started();
        operations.await("restart", "Succeed", SOON);
        assertThat(set.get().getMetadata().getGeneration()).isEqualTo(generation + 1);
        clusters.delete("killed");
    }

    @Test
    void whatIsTakenBackLeavesTheClusterAsItWasAndTroubleIsToldUntilItCountsAsFailed() {
        var clusters = clusters();
        var operations = new Operations(cluster, clusters.namespace());
        clusters.apply("back", CLUSTER);
        clusters.await("back", "Running", SOON);
        var huge =
                "{clusterRef: back, type: VerticalScaling, verticalScaling: [{componentName: store, requests: {cpu: '5000'}}]%s}";
        operations.apply("huge", huge.formatted(""));
        operations.awaitCondition("huge", "Degraded", "True", "Insufficient cpu", SOON);
        operations.patch("huge", "{\"spec\":{\"cancel\":true}}");
        operations.await("huge", "Cancelled", SOON);
        clusters.await("back", "Running", SOON);
        assertThat(clusters.get("back").getSpec().componentSpecs().getLast().resources())
                .isNull();

        operations.apply("again", huge.formatted(""));
        assertThat(operations.await("again", "Failed", SOON).getStatus().message())
                .contains("Insufficient cpu")
                .endsWith("The Cluster stays as it was edited; mend it, or edit it back");
        operations.apply("smaller", huge.formatted("").replace("5000", "1"));
        operations.await("smaller", "Succeed", SOON);
        clusters.await("back", "Running", SOON);
        clusters.delete("back");
    }

    @Test
    void nothingButAStartBeginsWhileTheClusterIsStopped() {
        var clusters = clusters();
        var operations = new Operations(cluster, clusters.namespace());
        clusters.apply(
                "still", CLUSTER.replaceAll("front}", "front, replicas: 0}").replace("replicas: 2", "replicas: 0"));
        clusters.await("still", "Stopped", SOON);
        var types = List.of(
                "Restart",
                "Upgrade",
                "VerticalScaling",
                "HorizontalScaling",
                "VolumeExpansion",
                "Stop",
                "Reconfiguring",
                "Expose");
        for (var type : types) {
            operations.apply(type.toLowerCase(Locale.ROOT), "{clusterRef: still, type: " + type + "}");
        }
        for (var type : types) {
            var request = operations.await(type.toLowerCase(Locale.ROOT), "Failed", SOON);
            assertThat(request.getStatus().message())
                    .startsWith(
                            "spec.type: " + type
                                    + " is not possible while Cluster still is Stopped; make another OpsRequest when it is Running or Abnormal or Failed");
        }
        operations.apply("start", "{clusterRef: still, type: Start}");
        assertThat(operations.await("start", "Failed", SOON).getStatus().message())
                .isEqualTo(
                        "spec.type: how many pods Cluster still had before it was stopped is not known, as no OpsRequest stopped it; set spec.componentSpecs[].replicas of the Cluster instead");
        clusters.delete("still");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "type: Start | spec.type: Start is not possible while Cluster steady is Running; make another OpsRequest when it is Stopped",
                "type: Restart | spec.restart: is missing, and type Restart does what it says; fill it in",
                "type: Restart, restart: [{componentName: nobody}] | spec.restart[nobody].componentName: Cluster steady has no component nobody; name one of front, store",
                "type: Upgrade, upgrade: {clusterVersionRef: nothing} | spec.upgrade: the Cluster would be refused: spec.clusterVersionRef: there is no ClusterVersion nothing; apply it, or correct the name",
                "type: VerticalScaling, verticalScaling: [{componentName: front, requests: {cpu: '2'}, limits: {cpu: '1'}}] | spec.verticalScaling[front].requests.cpu: 2 is more than its limit 1; request at most the limit",
                "type: VolumeExpansion, volumeExpansion: [{componentName: store, volumeClaimTemplates: [{name: data, storage: 1Gi}]}] | spec.volumeExpansion[store].volumeClaimTemplates[data].storage: cannot shrink from 2Gi to 1Gi; set it to at least 2Gi",
                "type: VolumeExpansion, volumeExpansion: [{componentName: store, volumeClaimTemplates: [{name: wal, storage: 1Gi}]}] | spec.volumeExpansion[store].volumeClaimTemplates[wal].name: component store has no volume of that name; name one of data",
                "type: Reconfiguring, reconfigure: {componentName: store, configurations: [{name: conf, keys: [{key: no.toml, parameters: [{key: a, value: b}]}]}]} | spec.reconfigure.configurations[conf].keys[no.toml].key: there is no file of that name; name one of store.toml",
                "type: Reconfiguring, reconfigure: {componentName: store, configurations: [{name: other, keys: [{key: no.toml, parameters: [{key: a}]}]}]} | spec.reconfigure.configurations[other].name: component store has no configuration of that name; name one of conf",
                "type: Stop, cancel: true | spec.cancel: Stop cannot be taken back while it is carried out; wait for it and make another OpsRequest",
            })
    void aRequestThatCannotBeCarriedOutFailsAndSaysWhy(String spec, String message) {
        var operations = new Operations(cluster, steady.namespace());
        var name = "bad-" + Integer.toHexString(message.hashCode());
        operations.apply(name, "{clusterRef: steady, " + spec + "}");
        var status = operations.await(name, "Failed", SOON).getStatus();
        assertThat(status.message()).isEqualTo(message);
        assertThat(status.completionTimestamp()).isNotNull();
        assertThat(steady.get("steady").getMetadata().getAnnotations())
                .as("the Cluster is left alone")
                .satisfiesAnyOf(annotations -> assertThat(annotations).isNull(), annotations -> assertThat(annotations)
                        .doesNotContainKey("kubeblocks.io/ops-request"));
    }

    @Test
    void aRequestWithoutClusterFailsAndWhatItIsAboutDoesNotChange() {
        var operations = new Operations(cluster, steady.namespace());
        operations.apply("alone", "{clusterRef: nowhere, type: Stop}");
        assertThat(operations.await("alone", "Failed", SOON).getStatus().message())
                .isEqualTo("spec.clusterRef: there is no Cluster nowhere in namespace " + steady.namespace()
                        + "; correct the name in another OpsRequest");
        for (var change : List.of("{\"spec\":{\"type\":\"Start\"}}", "{\"spec\":{\"clusterRef\":\"steady\"}}")) {
            assertThatThrownBy(() -> operations.patch("alone", change))
                    .hasMessageContaining("is immutable; make another OpsRequest");
        }
        assertThatThrownBy(() -> operations.apply("odd", "{clusterRef: steady, type: Explode}"))
                .hasMessageContaining("spec.type in body should match");
    }

    @Test
    void aVolumeWhoseClassDoesNotLetItGrowIsNamed() {
        var clusters = clusters();
        var operations = new Operations(cluster, clusters.namespace());
        clusters.apply("fixed", CLUSTER.replace("spec: {access", "spec: {storageClassName: fixed-size, access"));
        clusters.await("fixed", "Running", SOON);
        operations.apply(
                "grow",
                "{clusterRef: fixed, type: VolumeExpansion, volumeExpansion: [{componentName: store, volumeClaimTemplates: [{name: data, storage: 3Gi}]}]}");
        assertThat(operations.await("grow", "Failed", SOON).getStatus().message())
                .isEqualTo(
                        "spec.volumeExpansion[store].volumeClaimTemplates[data].storage: StorageClass fixed-size does not allow volumes to grow; set allowVolumeExpansion of it if its driver can, or make a Cluster with larger volumes");
        clusters.delete("fixed");
    }
}
