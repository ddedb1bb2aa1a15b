package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.prometheus.set.ClusterSetStatus;
import io.cameleer.prometheus.set.PrometheusClusterSet;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sets of clusters over namespaces, on a real API server. */
class ClusterSetContractIT {

    private static TestCluster cluster;
    private static KubernetesClient client;
    private static OperatorProcess operator;
    private static Prometheuses red;
    private static Prometheuses blue;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        client = cluster.client();
        red = new Prometheuses(cluster, SharedCluster.namespace(cluster, "set-red", false));
        blue = new Prometheuses(cluster, SharedCluster.namespace(cluster, "set-blue", false));
        label(red, "color=red");
        label(blue, "color=blue");
        operator = OperatorProcess.start(
                cluster,
                Map.of(
                        "CAMELEER_SETS_INTERVAL",
                        "500",
                        "CAMELEER_NAMESPACES",
                        red.namespace() + "," + blue.namespace()));
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    @Test
    void membersAreSelectedByTheirLabelsAndThoseOfTheirNamespaces() {
        for (var name : new String[] {"b", "a"}) {
            red.apply(name, "{}");
            blue.apply(name, "{}");
        }
        cluster.kubectl("label", "prometheuscluster", "--namespace", red.namespace(), "a", "tier=gold");
        set("reds", "{namespaceSelector: {matchLabels: {color: red}}}");
        set("golds", "{clusterSelector: {matchExpressions: [{key: tier, operator: In, values: [gold]}]}}");
        set(
                "colors",
                "{namespaceSelector: {matchExpressions: [{key: color, operator: In, values: [red, blue]}]}, clusterSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}}");

        await("reds", red.namespace() + "/a=Active " + red.namespace() + "/b=Active");
        await("golds", red.namespace() + "/a=Active");
        await(
                "colors",
                blue.namespace() + "/a=Active " + blue.namespace() + "/b=Active " + red.namespace() + "/b=Active");
        assertThat(status("colors").memberCount()).isEqualTo(3);
        assertThat(status("colors").phaseCount()).isEqualTo(Map.of("Active", 3));
        assertThat(cluster.kubectl("get", "prometheusclustersets", "colors")).contains("MEMBERS", "AGE", "3");

        cluster.kubectl("label", "prometheuscluster", "--namespace", red.namespace(), "a", "tier-");
        await("golds", "");
        red.delete("a");
        await("reds", red.namespace() + "/b=Active");
        cluster.kubectl("label", "namespace", "--overwrite", blue.namespace(), "color=red");
        await(
                "reds",
                blue.namespace() + "/a=Active " + blue.namespace() + "/b=Active " + red.namespace() + "/b=Active");
        cluster.kubectl("label", "namespace", "--overwrite", blue.namespace(), "color=blue");
        remove("reds", "golds", "colors");
    }

    @Test
    void aTemplateBacksUpTheMembersThatDoNotBackUpThemselvesUnlessTheyOptOut() {
        red.apply("plain", "{}");
        red.apply("own", "{backup: {enabled: true, bucket: mine, suspend: true}}");
        red.apply("out", "{}");
        cluster.kubectl(
                "annotate",
                "prometheuscluster",
                "--namespace",
                red.namespace(),
                "out",
                "observability.merlionos.org/backup-template=disabled");
        red.await("plain", "Active");
        red.await("out", "Active");
        red.await("own", "Active");
        set(
                "saved",
                "{clusterSelector: {}, namespaceSelector: {matchLabels: {color: red}}, backupTemplate: {bucket: shared, suspend: true}}");

        Waiting.until(
                "plain to have the template", () -> template(red.get("plain")).equals("saved"));
        Waiting.until("plain to have the admin API", () -> arguments("plain").contains("--web.enable-admin-api"));
        assertThat(red.get("plain").effective().backup().bucket()).isEqualTo("shared");
        assertThat(template(red.get("own"))).isEmpty();
        assertThat(template(red.get("out"))).isEmpty();
        assertThat(arguments("out")).doesNotContain("--web.enable-admin-api");
        assertThat(operator.request("POST", "/api/clusters/out/backup?namespace=" + red.namespace(), null)
                        .statusCode())
                .isEqualTo(422);

        set(
                "earlier",
                "{namespaceSelector: {matchLabels: {color: red}}, backupTemplate: {bucket: other, suspend: true}}");
        Waiting.until("the set that comes first to win", () -> template(red.get("plain"))
                .equals("earlier"));
        Waiting.until("the other one to say so", () -> status("saved").conditions().stream()
                .anyMatch(condition -> condition.getReason().equals("Overlap")
                        && condition.getMessage().contains("have the backupTemplate of earlier")));
        remove("earlier");
        Waiting.until(
                "the other one to follow", () -> template(red.get("plain")).equals("saved"));

        cluster.kubectl(
                "annotate",
                "prometheuscluster",
                "--namespace",
                red.namespace(),
                "plain",
                "observability.merlionos.org/backup-template=disabled");
        Waiting.until("plain to lose it", () -> template(red.get("plain")).isEmpty());
        Waiting.until("the admin API to close", () -> !arguments("plain").contains("--web.enable-admin-api"));
        cluster.kubectl(
                "annotate",
                "prometheuscluster",
                "--namespace",
                red.namespace(),
                "plain",
                "observability.merlionos.org/backup-template-");
        Waiting.until("plain to have it again", () -> template(red.get("plain")).equals("saved"));
        remove("saved");
        Waiting.until("a deleted set to take it back", () -> template(red.get("plain"))
                .isEmpty());
        for (var name : new String[] {"plain", "own", "out"}) {
            red.delete(name);
        }
    }

    @Test
    void aTemplateThatCannotWorkIsSaidAndGivenToNobody() {
        red.apply("spared", "{}");
        red.await("spared", "Active");
        set("broken", "{namespaceSelector: {matchLabels: {color: red}}, backupTemplate: {bucket: b, schedule: often}}");
        Waiting.until("the set to say so", () -> status("broken").conditions().stream()
                .anyMatch(condition -> condition.getType().equals("Degraded")
                        && condition.getStatus().equals("True")
                        && condition.getMessage().startsWith("spec.backupTemplate.schedule: ")));
        assertThat(template(red.get("spared"))).isEmpty();
        red.delete("spared");
        remove("broken");
    }

    @Test
    void aThousandMembersCostOneWriteOfTheStatusPerChange() throws Exception {
        var many = new Prometheuses(cluster, SharedCluster.namespace(cluster, "set-many", false));
        label(many, "color=many");
        set("thousand", "{namespaceSelector: {matchLabels: {color: many}}}");
        await("thousand", "");
        try (var workers = Executors.newFixedThreadPool(8)) {
            // Nobody reconciles them: the operator watches other namespaces, and sets are not bound to any.
            var applied = IntStream.range(0, 1000)
                    .mapToObj(i -> workers.submit(() -> many.apply("member-" + i, "{}")))
                    .toList();
            for (var one : applied) {
                one.get();
            }
        }
        Waiting.until("all members to be told", () -> Map.of("Provisioning", 1000)
                .equals(status("thousand").phaseCount()));
        var writes = new AtomicInteger();
        var version = new String[] {get("thousand").getMetadata().getResourceVersion()};
        try (var watch = client.resources(PrometheusClusterSet.class)
                .withName("thousand")
                .watch(new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, PrometheusClusterSet set) {
                        if (!set.getMetadata().getResourceVersion().equals(version[0])) {
                            writes.incrementAndGet();
                        }
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        // The test ends it.
                    }
                })) {
            assertThat(watch).isNotNull();
            many.delete("member-7");
            Waiting.until("one member less", () -> status("thousand").memberCount() == 999);
            cluster.kubectl("label", "prometheuscluster", "--namespace", many.namespace(), "member-8", "a=b");
            cluster.kubectl("annotate", "prometheuscluster", "--namespace", many.namespace(), "member-9", "a=b");
            new StatusWriter(client, () -> true).set(many.get("member-10"), Map.of("phase", "Active"));
            Waiting.until("the new phase", () -> Map.of("Active", 1, "Provisioning", 998)
                    .equals(status("thousand").phaseCount()));
            Waiting.until("both writes to be seen", () -> writes.get() >= 2);
        }
        assertThat(writes).as("changes that the status does not tell cost none").hasValue(2);
        remove("thousand");
        cluster.kubectl("delete", "namespace", many.namespace(), "--wait=false");
    }

    private static void label(Prometheuses prometheuses, String label) {
        cluster.kubectl("label", "namespace", prometheuses.namespace(), label);
    }

    private static void set(String name, String spec) {
        client.load(new ByteArrayInputStream("""
                apiVersion: observability.merlionos.org/v1
                kind: PrometheusClusterSet
                metadata: {name: %s}
                spec: %s
                """.formatted(name, spec).getBytes(StandardCharsets.UTF_8)))
                .forceConflicts()
                .serverSideApply();
    }

    private static void remove(String... names) {
        for (var name : names) {
            client.resources(PrometheusClusterSet.class).withName(name).delete();
            Waiting.until(name + " to be gone", () -> get(name) == null);
        }
    }

    private static PrometheusClusterSet get(String name) {
        return client.resources(PrometheusClusterSet.class).withName(name).get();
    }

    private static ClusterSetStatus status(String name) {
        return get(name).getStatus();
    }

    private static void await(String name, String members) {
        Waiting.until(name + " to have the members " + members, () -> {
            var found = status(name).members().stream()
                    .map(member -> member.namespace() + "/" + member.name() + "=" + member.phase())
                    .toList();
            if (!String.join(" ", found).equals(members)) {
                throw new IllegalStateException("it has " + found);
            }
            return true;
        });
    }

    private static String template(PrometheusCluster one) {
        var template = one.getStatus() == null ? null : one.getStatus().backupTemplate();
        return template == null ? "" : template.set();
    }

    private static String arguments(String name) {
        return client.apps()
                .statefulSets()
                .inNamespace(red.namespace())
                .withName(name)
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getArgs()
                .toString();
    }
}
