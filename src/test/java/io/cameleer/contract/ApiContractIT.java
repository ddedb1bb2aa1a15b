package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.backup.BackupTarget;
import io.cameleer.cluster.AuditPostgres;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** REST and the audit log, on a real API server and a real PostgreSQL. */
class ApiContractIT {
    private static final String ADMINISTRATOR = "system:serviceaccount:default:administrator";

    @TempDir
    private static Path folder;

    private static TestCluster cluster;
    private static AuditPostgres postgres;
    private static OperatorProcess operator;
    private static Prometheuses prometheuses;
    private static String query;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "api", false));
        query = "?namespace=" + prometheuses.namespace();
        postgres = new AuditPostgres(folder.resolve("postgres"));
        operator = OperatorProcess.start(cluster, settings());
    }

    private static HashMap<String, String> settings() {
        var settings = new HashMap<>(postgres.settings(folder.resolve("spool")));
        settings.put("CAMELEER_AUDIT_RETENTION_DAYS", "30");
        settings.put("CAMELEER_AUDIT_PRUNE", "* * * * * ?");
        return settings;
    }

    @AfterAll
    static void stop() {
        operator.close();
        postgres.close();
    }

    @Test
    void aClusterIsCreatedShownListedAndDeletedOverHttp() throws IOException {
        var created = operator.request(
                "POST", "/api/clusters" + query, "{\"name\":\"web\",\"spec\":{\"replicas\":1}}", "X-Operator", "alice");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        prometheuses.await("web", "Active");
        assertThat(new ObjectMapper()
                        .readTree(operator.request("GET", "/api/clusters/web" + query, null)
                                .body())
                        .path("status")
                        .path("phase")
                        .asText())
                .isEqualTo("Active");
        assertThat(operator.request("GET", "/api/clusters" + query, null).body())
                .contains("\"name\":\"web\"");
        assertThat(operator.request("POST", "/api/clusters" + query, "{\"name\":\"web\",\"spec\":{}}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(operator.request("DELETE", "/api/clusters/web" + query, null, "X-Operator", "bob")
                        .statusCode())
                .isEqualTo(204);
        Waiting.until("web to be gone", () -> prometheuses.get("web") == null);
        Waiting.until("the audit rows", () -> {
            var rows = postgres.query(
                    "SELECT operation || ' by ' || operator FROM audit_log WHERE cluster_name = 'web' ORDER BY id");
            return rows.containsAll(java.util.List.of(
                    "create by " + ADMINISTRATOR + " (X-Operator: alice)",
                    "create by cameleer",
                    "delete by " + ADMINISTRATOR + " (X-Operator: bob)",
                    "delete by cameleer"));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /api/clusters/nothing              |                            | 404 | There is no PrometheusCluster",
                "POST   | /api/clusters                      | {\"name\":                 | 400 | is not JSON",
                "POST   | /api/clusters                      | []                         | 400 | The body must be",
                "POST   | /api/clusters                      | {\"name\":\"x\",\"spec\":{},\"labels\":[]} | 400 | labels: must be an object of texts",
                "POST   | /api/clusters                      | {\"name\":\"x\",\"spec\":{\"replicas\":\"many\"}} | 400 | spec:",
                "POST   | /api/clusters                      | {\"name\":\"x\",\"spec\":{\"replicas\":0}} | 422 | spec.replicas",
                "POST   | /api/clusters                      | {\"name\":\"X_X\",\"spec\":{}} | 422 | metadata.name",
                "GET    | /api/clusters?namespace=Not_A_Name |                            | 400 | namespace",
                "POST   | /api/clusters/nothing/backup       |                            | 404 | There is no PrometheusCluster",
                "GET    | /api/clusters/nothing/audit?kind=Pod |                           | 400 | kind: write one of PrometheusCluster.",
                "GET    | /api/clusters/nothing/audit?limit=many |                        | 400 | limit"
            })
    void aRequestThatIsWrongGetsAProblemDocument(String method, String path, String body, int status, String words)
            throws IOException {
        var answer = operator.request(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        var problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).contains(words);
    }

    @Test
    void anOversizeBodyIsRefused() {
        var answer = operator.request("POST", "/api/clusters", "{\"name\":\"" + "x".repeat(5 << 20) + "\"}");
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void aRowOfAnUpdateNamesTheFieldsAndNoValue() {
        prometheuses.apply("edited", "{additionalScrapeConfigs: {inline: '- job_name: before'}}");
        prometheuses.await("edited", "Active");
        prometheuses.apply(
                "edited",
                "{retention: 30d, additionalScrapeConfigs: {inline: '- {job_name: after, basic_auth: {password: hush}}'}}");
        Waiting.until(
                "the rows of the updates",
                () -> rows("edited").stream()
                                .filter(row -> row.startsWith("update"))
                                .count()
                        >= 2);
        assertThat(rows("edited"))
                .contains(
                        "update ConfigMap edited-config: data.additional-scrape-configs.yml",
                        "update StatefulSet edited: spec.template.spec.containers[0].args[2]")
                .noneMatch(row -> row.contains("hush"));
        assertThat(operator.log()).doesNotContain("hush");
    }

    @Test
    void theApiIsNotOfferedBeyondLoopback() {
        try (var open = OperatorProcess.launch(
                        cluster, OperatorProcess.Options.of(java.util.Map.of("CAMELEER_HTTP_HOST", "0.0.0.0")))
                .mayEnd()) {
            Waiting.until("the operator to refuse", () -> !open.alive());
            assertThat(open.log())
                    .contains(
                            "cameleer.http.host: 0.0.0.0 is no loopback address, and tokens must not travel in clear");
        }
    }

    @Test
    void aBackupOfAClusterWithoutBackupsIsRefused() {
        prometheuses.apply("plain", "{}");
        var answer = operator.request("POST", "/api/clusters/plain/backup" + query, null);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("spec.backup.enabled");
    }

    @Test
    void aBackupIsAcceptedWhileOthersWriteToTheCluster() throws InterruptedException {
        for (var number = 0; number < 8; number++) {
            var name = "busy-" + number;
            prometheuses.apply(name, "{backup: {enabled: true, bucket: nowhere}}");
            var writes = new AtomicInteger();
            var asked = new AtomicBoolean();
            var others = Thread.startVirtualThread(() -> {
                while (!asked.get()) {
                    prometheuses.annotate(name, "example.com/write", String.valueOf(writes.incrementAndGet()));
                }
            });
            Waiting.until("others to write", () -> writes.get() > 3);
            var answer = operator.request("POST", "/api/clusters/" + name + "/backup" + query, null);
            asked.set(true);
            others.join();
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            assertThat(prometheuses.get(name).getMetadata().getAnnotations()).containsKey(BackupTarget.REQUEST);
            prometheuses.delete(name);
        }
    }

    @Test
    void rowsWaitForADatabaseThatIsAwayAndArriveOnceAndInOrder() {
        prometheuses.apply("logged", "{replicas: 1}");
        prometheuses.await("logged", "Active");
        Waiting.until("the first rows", () -> !rows("logged").isEmpty());
        postgres.stop();
        for (var replicas = 2; replicas <= 4; replicas++) {
            prometheuses.apply("logged", "{replicas: " + replicas + "}");
            prometheuses.await("logged", "Active");
        }
        var unavailable = operator.request("GET", "/api/clusters/logged/audit" + query, null);
        assertThat(unavailable.statusCode()).isEqualTo(503);
        operator.kill();
        postgres.start();
        operator = OperatorProcess.start(cluster, settings());
        Waiting.until("the rows to be replayed", () -> scales().size() >= 3);
        assertThat(scales())
                .containsExactly(
                        "StatefulSet logged: spec.replicas 1 -> 2",
                        "StatefulSet logged: spec.replicas 2 -> 3",
                        "StatefulSet logged: spec.replicas 3 -> 4");
        assertThat(postgres.query("SELECT count(*) - count(DISTINCT event_id) FROM audit_log"))
                .containsExactly("0");

        var newest = operator.request("GET", "/api/clusters/logged/audit" + query + "&limit=2", null)
                .body();
        assertThat(newest).containsPattern("\"items\":\\[\\{[^}]*\\},\\{[^}]*\\}\\]");
        var second = operator.request("GET", "/api/clusters/logged/audit" + query + "&limit=1&offset=1", null)
                .body();
        assertThat(newest).contains(second.substring("{\"items\":[".length(), second.length() - 2));
    }

    @Test
    void rowsWithoutANamespaceBelongToThatOfTheApi() {
        Waiting.until("the table to take a row of tsdb-operator", () -> !postgres.query(
                        "INSERT INTO audit_log (cluster_name, operation, operator)"
                                + " VALUES ('older', 'backup', 'somebody') RETURNING id")
                .isEmpty());
        assertThat(operator.request("GET", "/api/clusters/older/audit?namespace=default", null)
                        .body())
                .contains("somebody");
        assertThat(operator.request("GET", "/api/clusters/older/audit" + query, null)
                        .body())
                .isEqualTo("{\"items\":[]}");
    }

    @Test
    void rowsAreDeletedWhenTheyAreOlderThanTheyNeedToBe() {
        prometheuses.apply("aged", "{}");
        prometheuses.await("aged", "Active");
        Waiting.until("the first rows", () -> !rows("aged").isEmpty());
        var old = postgres.query("UPDATE audit_log SET \"timestamp\" = now() - interval '31 days'"
                        + " WHERE id = (SELECT min(id) FROM audit_log WHERE cluster_name = 'aged') RETURNING id")
                .getFirst();
        Waiting.until("the old row to go", () -> postgres.query("SELECT id FROM audit_log WHERE id = " + old)
                .isEmpty());
        Waiting.until("the row to be counted", () -> operator.metric("tsdb_operator_audit_prune_total") >= 1);
        Waiting.until("the rows to be counted", () -> operator.metric("tsdb_operator_audit_rows") >= 1);
    }

    private static java.util.List<String> rows(String name) {
        return postgres.query(
                "SELECT operation || ' ' || detail FROM audit_log WHERE cluster_name = '" + name + "' ORDER BY id");
    }

    private static java.util.List<String> scales() {
        return postgres.query(
                "SELECT detail FROM audit_log WHERE cluster_name = 'logged' AND operation = 'scale' ORDER BY id");
    }
}
