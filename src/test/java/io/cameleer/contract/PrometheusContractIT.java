package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a PrometheusCluster becomes on a real API server, whose fake nodes make pods ready. */
class PrometheusContractIT {
    private static TestCluster cluster;
    private static KubernetesClient client;
    private static OperatorProcess operator;
    private static Prometheuses prometheuses;
    private static String namespace;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        client = cluster.client();
        operator = OperatorProcess.start(cluster, Map.of());
        namespace = SharedCluster.namespace(cluster, "prometheus", false);
        prometheuses = new Prometheuses(cluster, namespace);
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    @Test
    void theDocumentsSampleReachesActiveWithTheObjectsThatItPromises() {
        cluster.kubectl("apply", "--namespace", namespace, "-f", "samples/prometheus/demo.yaml");
        var demo = prometheuses.await("demo", "Active");

        assertThat(demo.getStatus().readyReplicas()).isEqualTo(2);
        assertThat(demo.getStatus().conditions())
                .extracting(c -> c.getType() + "=" + c.getStatus())
                .containsExactly("Ready=True", "Progressing=False", "Degraded=False");
        assertThat(demo.getFinalizers()).containsExactly("observability.merlionos.org/finalizer");
        var set = statefulSet("demo");
        assertThat(set.getSpec().getServiceName()).isEqualTo("demo");
        assertThat(set.getSpec().getSelector().getMatchLabels())
                .isEqualTo(set.getSpec().getTemplate().getMetadata().getLabels())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("app.kubernetes.io/name", "prometheus", "app.kubernetes.io/instance", "demo"));
        assertThat(set.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getArgs())
                .containsExactly(
                        "--config.file=/etc/prometheus/prometheus.yml",
                        "--storage.tsdb.path=/prometheus",
                        "--storage.tsdb.retention.time=15d",
                        "--web.enable-lifecycle",
                        "--web.enable-admin-api");
        var service = client.services().inNamespace(namespace).withName("demo").get();
        assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(service.getSpec().getPorts().getFirst().getName()).isEqualTo("http");
        assertThat(client.configMaps()
                        .inNamespace(namespace)
                        .withName("demo-config")
                        .get()
                        .getData())
                .containsOnlyKeys("prometheus.yml");
        assertThat(client.policy()
                        .v1()
                        .podDisruptionBudget()
                        .inNamespace(namespace)
                        .withName("demo")
                        .get())
                .isNotNull();
        prometheuses.awaitEvent("demo", "Created: StatefulSet demo");
        prometheuses.awaitEvent("demo", "Active: 2 of 2 replicas are ready.");
        assertThat(cluster.kubectl("get", "promc", "demo", "--namespace", namespace))
                .containsPattern("demo +Active +2 +\\d+s");
    }

    @Test
    void replicasImageAndRetentionChangeInPlace() {
        prometheuses.apply("changing", "{replicas: 1}");
        prometheuses.await("changing", "Active");
        prometheuses.apply("changing", "{replicas: 3, image: 'prom/prometheus:v3.15.0', retention: 30d}");
        Waiting.until(
                "the change to reach the StatefulSet",
                () -> statefulSet("changing").getSpec().getReplicas() == 3);
        assertThat(prometheuses.await("changing", "Active").getStatus().readyReplicas())
                .isEqualTo(3);
        var container = statefulSet("changing")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
        assertThat(container.getImage()).isEqualTo("prom/prometheus:v3.15.0");
        assertThat(container.getArgs()).contains("--storage.tsdb.retention.time=30d");

        prometheuses.apply("changing", "{replicas: 1, image: 'prom/prometheus:v3.15.0', retention: 30d}");
        Waiting.until(
                "the disruption budget to be pruned",
                () -> client.policy()
                                .v1()
                                .podDisruptionBudget()
                                .inNamespace(namespace)
                                .withName("changing")
                                .get()
                        == null);
        assertThat(prometheuses.await("changing", "Active").getStatus().readyReplicas())
                .isEqualTo(1);
        prometheuses.awaitEvent("changing", "Scaled: StatefulSet changing: spec.replicas 3 -> 1");
        prometheuses.awaitEvent("changing", "Deleted: PodDisruptionBudget changing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{replicas: 0}                                           | spec.replicas",
                "{retention: soon}                                       | spec.retention",
                "{backup: {enabled: true}}                               | spec.backup.bucket is required",
                "{backup: {provider: ftp}}                               | spec.backup.provider",
                "{backup: {endpoint: 'minio:9000'}}                      | spec.backup.endpoint",
                "{remoteWrite: [{url: 'ftp://example'}]}                 | spec.remoteWrite[0].url",
                "{remoteWrite: [{name: nowhere}]}                        | spec.remoteWrite[0].url",
                "{additionalScrapeConfigs: {}}                           | exactly one of inline and secretRef",
                "{storage: {volumeDeletionPolicy: Maybe}}                | spec.storage.volumeDeletionPolicy"
            })
    void theApiServerRefusesWhatTheSchemaForbids(String spec, String words) {
        assertThatThrownBy(() -> prometheuses.apply("refused", spec))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(words);
    }

    @Test
    void kubectlNamesAFieldThatDoesNotExist() throws IOException {
        var manifest = Files.writeString(Project.workFile("typo", ".yaml"), """
                apiVersion: observability.merlionos.org/v1
                kind: PrometheusCluster
                metadata: {name: typo}
                spec: {replica: 2}
                """);
        assertThatThrownBy(() -> cluster.kubectl("apply", "--namespace", namespace, "-f", manifest.toString()))
                .hasMessageContaining("unknown field \"spec.replica\"");
    }

    @Test
    void aVolumeDoesNotShrink() {
        prometheuses.apply("shrinking", "{storage: {size: 10Gi}}");
        assertThatThrownBy(() -> prometheuses.apply("shrinking", "{storage: {size: 5Gi}}"))
                .hasMessageContaining("spec.storage.size cannot shrink");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad-cron   | {backup: {enabled: true, bucket: b, schedule: 'every day'}}   | spec.backup.schedule",
                "bad-inline | {additionalScrapeConfigs: {inline: 'job_name: x'}}            | spec.additionalScrapeConfigs.inline: is not a list",
                "two-auths  | {remoteWrite: [{url: 'http://x', basicAuthSecretRef: {name: a}, bearerTokenSecretRef: {name: b}}]} | spec.remoteWrite[0]"
            })
    void aSpecThatCannotWorkFailsWithTheFieldAndHealsOnceItIsMended(String name, String spec, String words) {
        prometheuses.apply(name, spec);
        prometheuses.awaitCondition(name, "Degraded", "True", words);
        assertThat(prometheuses.get(name).getStatus().phase()).isEqualTo("Failed");
        prometheuses.awaitEvent(name, "InvalidSpec: " + words);
        assertThat(statefulSet(name)).isNull();

        client.resources(io.cameleer.prometheus.PrometheusCluster.class)
                .inNamespace(namespace)
                .withName(name)
                .delete();
        Waiting.until("the broken one to go", () -> prometheuses.get(name) == null);
        prometheuses.apply(name, "{}");
        prometheuses.await(name, "Active");
    }

    @Test
    void aMissingSecretIsNamedAndTheClusterHealsWhenItArrives() {
        prometheuses.apply("waiting", "{remoteWrite: [{url: 'http://receiver', basicAuthSecretRef: {name: login}}]}");
        prometheuses.awaitCondition(
                "waiting",
                "Degraded",
                "True",
                "spec.remoteWrite[0].basicAuthSecretRef.name: there is no Secret login; create it with the keys username, password");

        client.resource(secret("login", Map.of("username", "me"))).create();
        prometheuses.awaitCondition("waiting", "Degraded", "True", "Secret login has no key password");

        client.resource(secret("login", Map.of("username", "me", "password", "s3cr3t-value")))
                .update();
        prometheuses.await("waiting", "Active");
        var mounts = statefulSet("waiting")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getVolumeMounts();
        assertThat(mounts).anyMatch(mount -> mount.getMountPath().equals("/etc/prometheus-secrets/remote-write-0"));
        var config = client.configMaps()
                .inNamespace(namespace)
                .withName("waiting-config")
                .get()
                .getData()
                .get("prometheus.yml");
        assertThat(config).contains("password_file:").doesNotContain("s3cr3t-value");
        assertThat(operator.log()).doesNotContain("s3cr3t-value");
    }

    @Test
    void aSecretThatIsNamedAsTheClustersOwnIsNeitherTakenNorDeleted() {
        client.resource(secret("same-scrape-configs", Map.of("jobs.yml", "- {job_name: extra}")))
                .create();
        prometheuses.apply(
                "same", "{additionalScrapeConfigs: {secretRef: {name: same-scrape-configs, key: jobs.yml}}}");
        prometheuses.awaitCondition(
                "same",
                "Degraded",
                "True",
                "Secret same-scrape-configs was there before and is not the cluster's; give it another name");
        prometheuses.apply("same", "{}");
        prometheuses.await("same", "Active");
        prometheuses.delete("same");
        Waiting.until("the cluster to go", () -> prometheuses.get("same") == null);
        var left = client.secrets()
                .inNamespace(namespace)
                .withName("same-scrape-configs")
                .get();
        assertThat(left.getData()).containsOnlyKeys("jobs.yml");
        assertThat(left.getMetadata().getOwnerReferences()).isEmpty();
    }

    @Test
    void anObjectOfSomebodyElseIsNotTaken() {
        var other = client.resource(secret("owner", Map.of("a", "b"))).create();
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("taken")
                        .withNamespace(namespace)
                        .withOwnerReferences(new OwnerReferenceBuilder()
                                .withApiVersion("v1")
                                .withKind("Secret")
                                .withName("owner")
                                .withUid(other.getMetadata().getUid())
                                .withController(true)
                                .build())
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        prometheuses.apply("taken", "{}");
        prometheuses.awaitCondition("taken", "Degraded", "True", "Service taken belongs to Secret owner");
        assertThat(client.services()
                        .inNamespace(namespace)
                        .withName("taken")
                        .get()
                        .getSpec()
                        .getPorts()
                        .getFirst()
                        .getPort())
                .isEqualTo(80);

        client.services().inNamespace(namespace).withName("taken").delete();
        prometheuses.await("taken", "Active");
    }

    @Test
    void volumesGrowAroundRunningPods() {
        prometheuses.apply("growing", "{replicas: 2, storage: {size: 10Gi}}");
        prometheuses.await("growing", "Active");
        var pods = prometheuses.pods("growing");

        prometheuses.apply("growing", "{replicas: 2, storage: {size: 15Gi}}");

        Waiting.until(
                "both volumes to have grown",
                () -> client
                                .persistentVolumeClaims()
                                .inNamespace(namespace)
                                .withLabel("app.kubernetes.io/instance", "growing")
                                .list()
                                .getItems()
                                .stream()
                                .filter(claim -> claim.getStatus()
                                        .getCapacity()
                                        .get("storage")
                                        .toString()
                                        .equals("15Gi"))
                                .count()
                        == 2);
        prometheuses.await("growing", "Active");
        assertThat(prometheuses.pods("growing")).as("no pod was restarted").isEqualTo(pods);
        assertThat(statefulSet("growing")
                        .getSpec()
                        .getVolumeClaimTemplates()
                        .getFirst()
                        .getSpec()
                        .getResources()
                        .getRequests())
                .hasToString("{storage=15Gi}");
    }

    @Test
    void aStorageClassThatDoesNotGrowIsReportedAndThePodsStay() {
        prometheuses.apply("fixed", "{storage: {size: 1Gi, storageClassName: fixed-size}}");
        prometheuses.await("fixed", "Active");
        var pods = prometheuses.pods("fixed");
        prometheuses.apply("fixed", "{storage: {size: 2Gi, storageClassName: fixed-size}}");
        prometheuses.awaitCondition(
                "fixed", "Degraded", "True", "storageclass that provisions the pvc must support resize");
        assertThat(statefulSet("fixed")).isNotNull();
        assertThat(prometheuses.pods("fixed")).isEqualTo(pods);
        prometheuses.delete("fixed");
    }

    @Test
    void aDeletedClusterTakesItsObjectsAlongAndLeavesItsVolumes() {
        prometheuses.apply("leaving", "{}");
        prometheuses.await("leaving", "Active");
        prometheuses.delete("leaving");
        Waiting.until(
                "the objects to be collected",
                () -> statefulSet("leaving") == null
                        && client.services()
                                        .inNamespace(namespace)
                                        .withName("leaving")
                                        .get()
                                == null
                        && client.configMaps()
                                        .inNamespace(namespace)
                                        .withName("leaving-config")
                                        .get()
                                == null);
        assertThat(client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName("data-leaving-0")
                        .get())
                .isNotNull();
    }

    private static StatefulSet statefulSet(String name) {
        return client.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private static io.fabric8.kubernetes.api.model.Secret secret(String name, Map<String, String> data) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withStringData(data)
                .build();
    }
}
