package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.cluster.MetricsScraper;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.TrustedTls;
import io.cameleer.cluster.Waiting;
import io.cameleer.image.OperatorImage;
import io.cameleer.image.PostgresImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The operator as a platform team runs it: its image, in pods, installed by Helm. */
@Tag("full")
@ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ_WRITE)
class ChartEndToEndIT {
    private static final String RELEASE = "platform";
    private static final String NAME = "platform-cameleer";

    private static Stage stage;
    private static TestCluster cluster;
    private static ObjectStore store;
    private static Prometheuses prometheuses;
    private static String system;

    @BeforeAll
    static void start() throws IOException {
        stage = Stage.get();
        cluster = stage.cluster();
        system = SharedCluster.namespace(cluster, "cameleer-system", true);
        prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "apps", true));
        store = ObjectStore.forPods(Project.work("chart-store"));
        stage.operatorDown();
        cluster.importImage(OperatorImage.build());
        cluster.importImage(PostgresImage.build(Project.work("postgres-image")));
        cluster.kubectl(
                "create",
                "secret",
                "generic",
                "store",
                "--namespace",
                system,
                "--from-literal=AWS_ACCESS_KEY_ID=" + ObjectStore.ACCESS_KEY,
                "--from-literal=AWS_SECRET_ACCESS_KEY=" + ObjectStore.SECRET_KEY);
    }

    /** A release that a failure left would be in the way of a second try: its roles are those of the whole cluster. */
    @AfterAll
    static void stop() {
        try {
            cluster.helm("uninstall", RELEASE, "--namespace", system, "--ignore-not-found", "--wait", Waiting.TIMEOUT);
        } finally {
            stage.operatorUp();
            // Databases without an operator run on, to the cost of the tests after this one.
            cluster.client().namespaces().withName(prometheuses.namespace()).delete();
            cluster.client().namespaces().withName(system).delete();
            store.close();
        }
    }

    @Test
    void itIsInstalledWorksIsUpgradedRolledBackAndUninstalledWithoutTouchingData() throws IOException {
        try (var s3 = store.client()) {
            s3.createBucket(request -> request.bucket("chart"));
        }
        helm("install", "--create-namespace", "--set", "metrics.dashboard.enabled=true");
        assertThat(operatorPods()).hasSize(2);
        assertThat(cluster.kubectl("get", "configmap", "--namespace", system, NAME + "-routes", "-o", "yaml"))
                .contains("prometheus.camel.yaml", "id: backup-attempt");

        prometheuses.apply("demo", """
                {replicas: 2, %s, backup: {enabled: true, bucket: chart, schedule: '0 3 * * *'}}""".formatted(Stage.FAST));
        prometheuses.await("demo", "Active");
        prometheuses.annotate("demo", "cameleer.io/backup-requested", "first");
        var backup = prometheuses.awaitBackup("demo", "Succeeded").getStatus().backup();
        try (var s3 = store.client()) {
            assertThat(s3.listObjectsV2(request -> request.bucket("chart")).contents())
                    .anyMatch(object -> object.key().equals(backup.key()));
        }
        Waiting.until("the rows of what was done", () -> {
            var rows = restAsAdministrator("/api/clusters/demo/audit?namespace=" + prometheuses.namespace());
            return rows.contains("\"operation\":\"create\"")
                    && rows.contains("\"operation\":\"backup\"")
                    && rows.contains("\"result\":\"success\"");
        });
        refusedWhenApplied();
        metricsAreScrapedAndEveryQueryAnswers();

        var pods = prometheuses.pods("demo");
        helm("upgrade", "--set", "heapPercentage=45");
        assertThat(operatorArguments()).contains("MaxRAMPercentage=45");
        cluster.helm("rollback", RELEASE, "1", "--namespace", system, "--wait", Waiting.TIMEOUT);
        assertThat(operatorArguments()).contains("MaxRAMPercentage=40");
        assertThat(prometheuses.pods("demo")).as("databases run on").isEqualTo(pods);
        prometheuses.apply("demo", """
                {replicas: 2, retention: 20d, %s, backup: {enabled: true, bucket: chart, schedule: '0 3 * * *'}}""".formatted(Stage.FAST));
        prometheuses.await("demo", "Active");

        var before = prometheuses.pods("demo");
        cluster.helm("uninstall", RELEASE, "--namespace", system, "--wait", Waiting.TIMEOUT);
        Waiting.until("the operator's pods to end", () -> operatorPods().isEmpty());
        assertThat(prometheuses.pods("demo")).as("databases run on").isEqualTo(before);
        assertThat(prometheuses.get("demo")).as("their definition stays").isNotNull();
        assertThat(cluster.kubectl("get", "pvc", "--namespace", system, "-o", "name"))
                .contains("data-" + NAME + "-postgresql-0", "spool-" + NAME + "-0");
        assertThat(cluster.kubectl("get", "secret", "--namespace", system, "-o", "name"))
                .contains(NAME + "-postgresql");
    }

    private void refusedWhenApplied() {
        assertThatThrownBy(() -> prometheuses.apply("refused", "{backup: {enabled: true, bucket: b, schedule: never}}"))
                .hasMessageContaining("spec.backup.schedule");
    }

    /** A real Prometheus scrapes the operator; every query of the dashboard has an answer and every alert is evaluated. */
    private void metricsAreScrapedAndEveryQueryAnswers() throws IOException {
        var chart = TestCluster.CHART;
        var targets = operatorPods().values().stream().map(ip -> ip + ":9876").toList();
        try (var scraper = new MetricsScraper(
                Project.work("scraper"), targets, "/q/metrics", chart.resolve("monitoring/alerts.yaml"))) {
            var dashboard = new ObjectMapper().readTree(Files.readString(chart.resolve("monitoring/dashboard.json")));
            var queries = queries(dashboard);
            assertThat(queries).hasSizeGreaterThan(15);
            for (var query : queries) {
                Waiting.until("an answer to " + query, () -> scraper.answers(query));
            }
            Waiting.until("every alert to be evaluated", () -> {
                var rules = scraper.rules();
                return rules.size() >= 10
                        && rules.stream()
                                .allMatch(rule -> rule.path("health").asText().equals("ok"));
            });
            assertThat(scraper.rules())
                    .noneMatch(rule -> rule.path("state").asText().equals("firing"));
        }
    }

    private static List<String> queries(JsonNode dashboard) {
        var queries = new ArrayList<String>();
        dashboard.path("panels").forEach(panel -> panel.path("targets")
                .forEach(target -> queries.add(target.path("expr").asText().replace("$namespace", ".*"))));
        return queries;
    }

    private static void helm(String command, String... more) {
        var arguments = new ArrayList<>(List.of(
                command,
                RELEASE,
                TestCluster.CHART.toString(),
                "--namespace",
                system,
                "--wait",
                Waiting.TIMEOUT,
                "--set",
                "backups.endpoint=" + store.endpoint(),
                "--set",
                "backups.credentialsSecret=store",
                "--set",
                "settings.cameleer\\.leader\\.lease-seconds=5"));
        arguments.addAll(List.of(more));
        cluster.helm(arguments.toArray(String[]::new));
    }

    /** The addresses of the operator's pods by their names. */
    private static Map<String, String> operatorPods() {
        return cluster
                .client()
                .pods()
                .inNamespace(system)
                .withLabel("app.kubernetes.io/component", "operator")
                .list()
                .getItems()
                .stream()
                .collect(Collectors.toMap(pod -> pod.getMetadata().getName(), pod -> pod.getStatus()
                        .getPodIP()));
    }

    private static String operatorArguments() {
        return cluster.kubectl("get", "statefulset", "--namespace", system, NAME, "-o", "yaml");
    }

    /** Asks the operator's Service over TLS, trusting what its Secret names. */
    private static String restAsAdministrator(String path) {
        var address = cluster.client()
                .services()
                .inNamespace(system)
                .withName(NAME)
                .get()
                .getSpec()
                .getClusterIP();
        return TrustedTls.get(stage.cluster(), system, NAME + "-tls", address, NAME + "." + system + ".svc", path);
    }
}
