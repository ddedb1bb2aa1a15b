package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.cluster.Kubeblocks;
import io.cameleer.cluster.Operations;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Databases that are only described, in real pods: the samples as they are, but for their namespace and their volumes' class. */
@BesideOthers
@ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
class KubeblocksEndToEndIT {
    private static final Duration LATE = Duration.ofSeconds(180);

    private final Stage stage = Stage.get();

    private Kubeblocks applied(String sample, String purpose) throws IOException {
        var clusters = new Kubeblocks(stage.cluster(), SharedCluster.namespace(stage.cluster(), purpose, true));
        clusters.sample(
                sample, text -> text.replace("spec: {accessModes", "spec: {storageClassName: local, accessModes"));
        return clusters;
    }

    private JsonNode ask(Kubeblocks clusters, String service, String path) throws IOException {
        return new ObjectMapper()
                .readTree(stage.cluster()
                        .client()
                        .raw("/api/v1/namespaces/" + clusters.namespace() + "/services/" + service + "/proxy" + path));
    }

    private JsonNode sql(Kubeblocks clusters, String statement) throws IOException {
        return ask(
                clusters,
                "http:metrics-frontend:4000",
                "/v1/sql?sql=" + URLEncoder.encode(statement, StandardCharsets.UTF_8));
    }

    private int rows(Kubeblocks clusters) throws IOException {
        return sql(clusters, "SELECT count(*) FROM t")
                .at("/output/0/records/rows/0/0")
                .asInt();
    }

    @Test
    void aGreptimeThatIsOnlyDescribedRunsInItsOrderAndKeepsItsRows() throws IOException {
        var clusters = applied("greptimedb.yaml", "described");
        clusters.await("metrics", "Running", LATE);
        var pods = stage.cluster().client().pods().inNamespace(clusters.namespace());
        var started = List.of("etcd", "meta", "datanode", "frontend").stream()
                .map(component ->
                        pods.withLabel("apps.kubeblocks.io/component-name", component).list().getItems().stream()
                                .map(pod -> pod.getMetadata().getCreationTimestamp())
                                .min(String::compareTo)
                                .orElseThrow())
                .toList();
        assertThat(started).isSorted();
        assertThat(pods.list().getItems())
                .allSatisfy(pod -> assertThat(pod.getStatus().getContainerStatuses())
                        .allMatch(container -> container.getRestartCount() == 0));

        sql(clusters, "CREATE TABLE t (ts TIMESTAMP TIME INDEX, v INT64)");
        sql(clusters, "INSERT INTO t VALUES (now(), 1), (now(), 2), (now(), 3)");
        assertThat(rows(clusters)).isEqualTo(3);
        for (var pod : List.of("metrics-etcd-1", "metrics-datanode-0", "metrics-datanode-1")) {
            pods.withName(pod).delete();
        }
        clusters.await("metrics", "to miss pods", LATE, status -> !"Running".equals(status.phase()));
        clusters.await("metrics", "Running", LATE);
        Waiting.until("the rows", LATE, () -> rows(clusters) == 3);

        var spec = "{\"spec\":{\"componentSpecs\":%s}}";
        var components = stage.cluster()
                .client()
                .getKubernetesSerialization()
                .convertValue(clusters.get("metrics").getSpec().componentSpecs(), JsonNode.class)
                .toString();
        clusters.patch("metrics", spec.formatted(components.replaceAll("\"replicas\":\\d", "\"replicas\":0")));
        clusters.await("metrics", "Stopped", LATE);
        clusters.patch("metrics", spec.formatted(components));
        clusters.await("metrics", "Running", LATE);
        Waiting.until("the rows after a stop", LATE, () -> rows(clusters) == 3);
        clusters.delete("metrics");
        Waiting.until("its volumes to go", LATE, () -> stage.cluster()
                .client()
                .persistentVolumeClaims()
                .inNamespace(clusters.namespace())
                .list()
                .getItems()
                .isEmpty());
    }

    @Test
    void aPairOfPrometheusThatIsOnlyDescribedScrapesItself() throws IOException {
        var clusters = applied("prometheus.yaml", "pair");
        clusters.await("pair", "Running", LATE);
        Waiting.until("both to be up", LATE, () -> ask(clusters, "http:pair-server:9090", "/api/v1/query?query=sum(up)")
                .at("/data/result/0/value/1")
                .asText()
                .equals("2"));
        clusters.delete("pair");
    }

    @Test
    void aPostgresqlThatIsOnlyDescribedHasReplicasThatFollow() throws IOException {
        var clusters = applied("postgresql.yaml", "orders");
        clusters.await("orders", "Running", LATE);
        clusters.sql("orders-primary-0", "create table t as select generate_series(1, 1000) as n");
        Waiting.until("the replica to follow", LATE, () -> clusters.sql(
                        "orders-replica-0", "select count(*), pg_is_in_recovery() from t")
                .equals("1000|t"));

        var operations = new Operations(stage.cluster(), clusters.namespace());
        operations.apply(
                "more",
                "{clusterRef: orders, type: HorizontalScaling, horizontalScaling: [{componentName: replica, replicas: 2}]}");
        assertThat(operations.await("more", "Succeed", LATE).getStatus().progress())
                .isEqualTo("1/1");
        assertThat(clusters.sql("orders-replica-1", "select count(*) from t")).isEqualTo("1000");

        operations.apply(
                "tuned",
                "{clusterRef: orders, type: Reconfiguring, reconfigure: {componentName: primary, configurations: [{name: config, keys: [{key: postgresql.conf, parameters: [{key: max_connections, value: '77'}]}]}]}}");
        operations.await("tuned", "Succeed", LATE);
        assertThat(clusters.sql("orders-primary-0", "show max_connections")).isEqualTo("77");
        clusters.sql("orders-primary-0", "insert into t values (0)");
        for (var replica : List.of("orders-replica-0", "orders-replica-1")) {
            Waiting.until(replica + " to follow a primary that was made anew", LATE, () -> clusters.sql(
                            replica, "select count(*) from t")
                    .equals("1001"));
        }

        operations.apply("stop", "{clusterRef: orders, type: Stop}");
        operations.await("stop", "Succeed", LATE);
        clusters.await("orders", "Stopped", LATE);
        operations.apply("start", "{clusterRef: orders, type: Start}");
        operations.await("start", "Succeed", LATE);
        assertThat(clusters.sql("orders-primary-0", "select count(*) from t")).isEqualTo("1001");
        clusters.delete("orders");
        assertThat(stage.cluster()
                        .client()
                        .persistentVolumeClaims()
                        .inNamespace(clusters.namespace())
                        .list()
                        .getItems())
                .as("Halt leaves volumes")
                .hasSize(3);
    }
}
