package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Grafana;
import io.cameleer.cluster.Greptimes;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** GreptimeDB in real pods: real etcd, a real MinIO, and a stand-in for the database that is strict about what it is told. */
@BesideOthers
@ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
class GreptimeEndToEndIT {
    private static GreptimeStage stage;
    private static TestCluster cluster;
    private static Greptimes greptimes;

    @BeforeAll
    static void start() {
        stage = GreptimeStage.get();
        cluster = stage.cluster();
        greptimes = stage.greptimes();
    }

    @Test
    void aStoreThatRefusesIsToldInTheStatusAndTheClusterHealsWhenTheSecretIsRight() {
        stage.bucket("rights");
        stage.credentials("wrong-credentials", "not-the-key");
        greptimes.apply("rights", stage.spec("rights", "").replace("minio-credentials", "wrong-credentials"));
        greptimes.awaitMessage("rights", "spec.storage.secretRef: ", GreptimeStage.LATE);
        greptimes.awaitMessage("rights", "refuses these credentials for bucket rights", GreptimeStage.LATE);
        greptimes.awaitEvent("rights", "StorageRefused");
        Waiting.until("the pod's own words", GreptimeStage.LATE, () -> {
            var datanode = greptimes.get("rights").getStatus().datanode();
            return datanode != null
                    && String.valueOf(datanode.message())
                            .contains("rights-datanode-0: CrashLoopBackOff: Error: storage: bucket rights:");
        });
        assertThat(greptimes.get("rights").getStatus().phase()).isEqualTo("Failed");

        stage.credentials("wrong-credentials", ObjectStore.SECRET_KEY);

        greptimes.await("rights", "Running", GreptimeStage.LATE);
        greptimes.delete("rights");
    }

    @Test
    void aBucketWithoutRightsIsToldAndTheClusterHealsWhenItsPolicyGivesThem() {
        stage.bucket("policy");
        stage.store().user("reader", "reader-secret-key", "policy", List.of("s3:GetObject", "s3:ListBucket"));
        stage.credentials("reader", "reader", "reader-secret-key");
        greptimes.apply("policy", stage.spec("policy", "").replace("minio-credentials", "reader"));

        greptimes.awaitMessage("policy", "spec.storage.", GreptimeStage.LATE);
        greptimes.awaitMessage("policy", "bucket policy", GreptimeStage.LATE);
        greptimes.awaitEvent("policy", "StorageRefused");
        assertThat(greptimes.get("policy").getStatus().phase()).isEqualTo("Failed");

        stage.store().user("reader", "reader-secret-key", "policy", List.of("s3:*"));

        greptimes.await("policy", "Running", GreptimeStage.LATE);
        greptimes.delete("policy");
    }

    @Test
    void theSmallestManifestOfTheDocumentRunsInRealPods() {
        var monitoring = new Greptimes(cluster, cluster.namespace("monitoring", true));
        cluster.kubectl("apply", "-f", "samples/greptimedb/development.yaml");
        var status =
                monitoring.await("greptime-dev", "Running", GreptimeStage.LATE).getStatus();
        assertThat(status.grafana().ready()).isTrue();
        assertThat(status.message()).contains("All components are ready");
        monitoring.delete("greptime-dev");
    }

    @Test
    void aNewVersionReachesOneRoleAfterTheOtherAndABrokenOneStopsAtTheFirst() {
        stage.bucket("upgrade");
        greptimes.apply("upgrade", stage.spec("upgrade", ""));
        greptimes.await("upgrade", "Running", GreptimeStage.LATE);

        greptimes.apply("upgrade", stage.spec("upgrade", "image: {tag: v0.17.1}"));
        awaitImages("upgrade", "v0.17.1", "v0.17.1", "v0.17.1");
        greptimes.await("upgrade", "Running", GreptimeStage.LATE);
        assertThat(starts("upgrade", List.of("meta", "datanode", "frontend"))).isSorted();

        var before = pods("upgrade", "datanode");
        greptimes.apply("upgrade", stage.spec("upgrade", "image: {tag: v0.17.99}"));
        greptimes.await("upgrade", "Degraded", GreptimeStage.LATE);
        greptimes.awaitMessage("upgrade", "upgrade-meta", GreptimeStage.LATE);
        awaitImages("upgrade", "v0.17.99", "v0.17.1", "v0.17.1");
        assertThat(pods("upgrade", "datanode")).isEqualTo(before);

        greptimes.apply("upgrade", stage.spec("upgrade", "image: {tag: v0.17.1}"));
        greptimes.await("upgrade", "Running", GreptimeStage.LATE);
        assertThat(pods("upgrade", "datanode")).isEqualTo(before);
        greptimes.delete("upgrade");
    }

    @Test
    void aQueryServiceGetsItsTableAndAGrafanaElsewhereIsTold() throws IOException {
        stage.bucket("neighbours");
        stage.apply("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: queryservices.e6data.io}
                spec:
                  group: e6data.io
                  names: {kind: QueryService, plural: queryservices, singular: queryservice}
                  scope: Namespaced
                  versions:
                    - {name: v1alpha1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
                """);
        cluster.kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd", "queryservices.e6data.io");
        stage.apply("""
                apiVersion: e6data.io/v1alpha1
                kind: QueryService
                metadata: {name: analytics-cluster, namespace: %1$s}
                spec:
                  queryHistory:
                    enabled: true
                    greptimeRef: {name: neighbours, namespace: %1$s, database: public, table: query_history}
                """.formatted(greptimes.namespace()));
        try (var grafana = new Grafana(Project.work("grafana"))) {
            greptimes.apply(
                    "neighbours",
                    stage.spec(
                            "neighbours",
                            "grafana: {enabled: false, externalGrafana: {enabled: true, url: '%s', apiKeySecretRef: grafana-api-key}}"
                                    .formatted(grafana.url())));
            greptimes.await("neighbours", "Running", GreptimeStage.LATE);
            greptimes.awaitEvent("neighbours", "GrafanaNotRegistered");
            stage.apply("""
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: grafana-api-key, namespace: %s}
                    stringData: {apiKey: %s}
                    """.formatted(greptimes.namespace(), Grafana.API_KEY));
            Waiting.until("the data source", GreptimeStage.LATE, () -> grafana.sources()
                    .contains("neighbours-frontend." + greptimes.namespace() + ".svc:4000/v1/prometheus"));

            Waiting.until("the table", GreptimeStage.LATE, () -> stage.sql("neighbours", "SHOW TABLES")
                    .toString()
                    .contains("query_history"));
            stage.sql(
                    "neighbours",
                    "INSERT INTO query_history VALUES (now(), \"cluster-1\", \"q-001\", 1500, \"success\")");
            assertThat(stage.sql("neighbours", "SELECT count(*) FROM query_history")
                            .at("/output/0/records/rows/0/0")
                            .asInt())
                    .isEqualTo(1);
            assertThat(cluster.kubectl(
                            "get",
                            "configmap",
                            "--namespace",
                            greptimes.namespace(),
                            "analytics-cluster-query-history",
                            "-o",
                            "jsonpath={.data.http}"))
                    .isEqualTo("neighbours-frontend." + greptimes.namespace() + ".svc:4000");
            Waiting.until(
                    "the condition",
                    GreptimeStage.LATE,
                    () -> greptimes.get("neighbours").getStatus().conditions().stream()
                            .anyMatch(condition -> condition.getType().equals("QueryHistory")
                                    && condition.getMessage().endsWith("/analytics-cluster")));

            greptimes.delete("neighbours");
            greptimes.awaitEvent("neighbours", "QueryHistoryLost");
            Waiting.until("the data source to be taken back", GreptimeStage.LATE, () -> !grafana.sources()
                    .contains("neighbours"));
        }
    }

    @Test
    void dataNodesGoOnlyAfterTheirRegionsAndPodsThatAreLostComeBackAlone() throws IOException {
        stage.bucket("regions");
        greptimes.apply("regions", stage.spec("regions", "datanode: {replicas: 2, localCache: {size: 1Gi}}"));
        greptimes.await("regions", "Running", GreptimeStage.LATE);
        for (var table : List.of("t", "u", "v")) {
            stage.sql("regions", "CREATE TABLE " + table + " (ts TIMESTAMP TIME INDEX, v INT64)");
            stage.sql("regions", "INSERT INTO " + table + " VALUES (now(), 1), (now(), 2)");
        }
        assertThat(peers("regions")).contains(0, 1);

        var load = stage.new Load("regions");
        try {
            for (var role : List.of("meta", "frontend", "datanode")) {
                var others = stage.podsExcept("regions", role);
                var before = changed("regions");
                // The status has seconds only, and this change is to be told from the one before.
                Waiting.until("a second to pass", Duration.ofSeconds(5), () -> Instant.now()
                        .isAfter(before.plusSeconds(2)));
                stage.deletePod(
                        stage.podsOf("regions", role).getFirst().getMetadata().getName());
                var gone = Instant.now();
                toldWithinTenSeconds("regions", gone, before);
                Waiting.until(
                        "it to be back",
                        GreptimeStage.LATE,
                        () -> greptimes.get("regions").getStatus().ready());
                assertThat(stage.podsExcept("regions", role)).isEqualTo(others);
            }
        } finally {
            load.end();
        }
        assertThat(load.accepted()).isPositive();
        assertThat(stage.count("regions")).isGreaterThanOrEqualTo(load.accepted());
        var rows = stage.count("regions");

        greptimes.apply("regions", stage.spec("regions", ""));
        greptimes.awaitEvent("regions", "RegionMoved");
        Waiting.until(
                "one data node to be left",
                GreptimeStage.LATE,
                () -> stage.podsOf("regions", "datanode").size() == 1
                        && greptimes.get("regions").getStatus().ready());
        assertThat(peers("regions")).containsOnly(0);
        assertThat(stage.count("regions")).isEqualTo(rows);
        greptimes.delete("regions");
    }

    /** The status has the time of it; how long this test takes to see it on a busy machine is another matter. */
    private static void toldWithinTenSeconds(String name, Instant gone, Instant before) {
        Waiting.until("the status to tell of it", GreptimeStage.LATE, () -> !changed(name)
                .equals(before));
        if (!greptimes.get(name).getStatus().ready()) {
            assertThat(Duration.between(gone, changed(name))).isLessThan(Duration.ofSeconds(10));
        }
    }

    /** When the cluster last became ready, or stopped being it. */
    private static Instant changed(String name) {
        return greptimes.get(name).getStatus().conditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .map(condition -> Instant.parse(condition.getLastTransitionTime()))
                .findFirst()
                .orElseThrow();
    }

    private static List<Integer> peers(String name) throws IOException {
        var peers = new ArrayList<Integer>();
        for (var row : stage.sql(name, "SELECT region_id, peer_id FROM information_schema.region_peers")
                .at("/output/0/records/rows")) {
            peers.add(row.path(1).asInt());
        }
        return peers;
    }

    private static Map<String, String> pods(String name, String role) {
        return stage.podsOf(name, role).stream()
                .collect(Collectors.toMap(pod -> pod.getMetadata().getName(), pod -> pod.getMetadata()
                        .getUid()));
    }

    /** When each role's newest pod was made; one of before may still be about to end. */
    private static List<String> starts(String name, List<String> roles) {
        return roles.stream()
                .map(role -> stage.podsOf(name, role).stream()
                        .map(pod -> pod.getMetadata().getCreationTimestamp())
                        .max(Comparator.naturalOrder())
                        .orElseThrow())
                .toList();
    }

    private static void awaitImages(String name, String meta, String datanode, String frontend) {
        Waiting.until(name + " to have images " + List.of(meta, datanode, frontend), GreptimeStage.LATE, () -> {
            var client = cluster.client().apps();
            var found = List.of(
                    image(client.deployments()
                            .inNamespace(greptimes.namespace())
                            .withName(name + "-meta")
                            .get()
                            .getSpec()
                            .getTemplate()),
                    image(client.statefulSets()
                            .inNamespace(greptimes.namespace())
                            .withName(name + "-datanode")
                            .get()
                            .getSpec()
                            .getTemplate()),
                    image(client.deployments()
                            .inNamespace(greptimes.namespace())
                            .withName(name + "-frontend")
                            .get()
                            .getSpec()
                            .getTemplate()));
            if (!found.equals(List.of(meta, datanode, frontend))) {
                throw new IllegalStateException("they are " + found);
            }
            return true;
        });
    }

    private static String image(io.fabric8.kubernetes.api.model.PodTemplateSpec template) {
        return template.getSpec().getContainers().getFirst().getImage().replaceFirst(".*:", "");
    }
}
