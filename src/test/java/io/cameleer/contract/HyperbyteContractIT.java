package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.cluster.ApiWrites;
import io.cameleer.cluster.HyperbyteBackups;
import io.cameleer.cluster.HyperbyteRestores;
import io.cameleer.cluster.Hyperbytes;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HyperbytedbClusters on a real API server whose nodes run nothing: objects, what changes them and what does not. */
class HyperbyteContractIT {
    private static TestCluster cluster;
    private static OperatorProcess operator;
    private static Hyperbytes hyperbytes;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        hyperbytes = new Hyperbytes(cluster, SharedCluster.namespace(cluster, "hyperbyte", false));
        cluster.secret(hyperbytes.namespace(), "users", Map.of("username", "a", "password", "b"));
        operator = OperatorProcess.start(cluster, Map.of());
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    private static StatefulSet set(String name) {
        return cluster.client()
                .apps()
                .statefulSets()
                .inNamespace(hyperbytes.namespace())
                .withName(name)
                .get();
    }

    @Test
    void samplesThatNeedMoreThanADatabaseApplyAndSayWhatIsMissing() {
        var samples = new Hyperbytes(cluster, "default");
        cluster.kubectl("apply", "-f", "samples/hyperbytedb/cert-manager.yaml");
        samples.awaitCondition("hyperbytedb-issued", "Degraded", "True", "MissingCertManager", Duration.ofSeconds(30));
        samples.delete("hyperbytedb-issued");

        var backups = new HyperbyteBackups(cluster, "default");
        cluster.kubectl("apply", "-f", "samples/hyperbytedb/backup.yaml");
        for (var name : new String[] {"nightly", "before-upgrade"}) {
            backups.awaitCondition(
                    name,
                    "Ready",
                    "False",
                    "spec.clusterName: there is no HyperbytedbCluster hyperbytedb-cluster",
                    Duration.ofSeconds(30));
            backups.delete(name);
        }

        var restores = new HyperbyteRestores(cluster, "default");
        cluster.kubectl("apply", "-f", "samples/hyperbytedb/restore.yaml");
        restores.awaitCondition(
                "before-the-mistake",
                "Ready",
                "False",
                "spec.backupName: there is no HyperbytedbBackup nightly",
                Duration.ofSeconds(30));
        restores.delete("before-the-mistake");
    }

    @Test
    void theColumnsAreThoseOfTheDocument() {
        hyperbytes.apply("columns", "{replicas: 3}");
        hyperbytes.await("columns", "Running");
        var lines = cluster.kubectl(
                        "get", "hyperbytedbcluster", "columns", "-o", "wide", "--namespace", hyperbytes.namespace())
                .lines()
                .toList();
        assertThat(lines.get(0)).matches("NAME +REPLICAS +READY +PHASE +CLUSTER +AGE");
        assertThat(lines.get(1)).matches("columns +3 +3 +Running +Unknown +\\d+s");
        hyperbytes.delete("columns");
    }

    @Test
    void aSettledClusterCausesNoWrites() {
        hyperbytes.apply("settled", "{replicas: 3, autoscaling: {enabled: true, maxReplicas: 5}}");
        hyperbytes.await("settled", "Running");
        Waiting.until("the autoscaler to be there", Duration.ofSeconds(30), () -> hyperbytes.events("settled").stream()
                .anyMatch(event -> event.startsWith("Created: HorizontalPodAutoscaler")));
        Waiting.until("a look that writes nothing", Duration.ofSeconds(30), () -> writesOfALook("settled")
                .isEmpty());
        assertThat(IntStream.range(0, 3).boxed().flatMap(look -> writesOfALook("settled").stream()))
                .isEmpty();
        hyperbytes.delete("settled");
    }

    private static List<String> writesOfALook(String name) {
        var writes = ApiWrites.from(cluster);
        var looks = operator.reconciliations();
        hyperbytes.annotate(name, "look", String.valueOf(looks));
        Waiting.until("another look", Duration.ofSeconds(30), () -> operator.reconciliations() > looks);
        return writes.since().stream().filter(write -> write.contains(name)).toList();
    }

    @Test
    void replicasChangeNoTemplateAndASettingDoes() {
        hyperbytes.apply("template", "{replicas: 1}");
        hyperbytes.await("template", "Running");
        var before = set("template");
        hyperbytes.patch("template", "{\"spec\":{\"replicas\":3}}");
        Waiting.until(
                "three pods",
                Duration.ofSeconds(30),
                () -> set("template").getSpec().getReplicas() == 3);
        assertThat(set("template").getSpec().getTemplate())
                .isEqualTo(before.getSpec().getTemplate());
        var hash = hyperbytes.get("template").getStatus().configHash();
        hyperbytes.patch("template", "{\"spec\":{\"flush\":{\"intervalSecs\":3}}}");
        Waiting.until("another template", Duration.ofSeconds(30), () -> !set("template")
                .getSpec()
                .getTemplate()
                .equals(before.getSpec().getTemplate()));
        hyperbytes.await(
                "template",
                "to tell another hash",
                Duration.ofSeconds(30),
                status -> !hash.equals(status.configHash()) && "Upgrading".equals(status.phase()));
        hyperbytes.delete("template");
    }

    @Test
    void whilePausedNothingButTheStatusChanges() {
        hyperbytes.apply("paused", "{replicas: 2}");
        hyperbytes.await("paused", "Running");
        hyperbytes.patch("paused", "{\"spec\":{\"paused\":true}}");
        hyperbytes.awaitCondition("paused", "Paused", "True", "spec.paused is true", Duration.ofSeconds(30));
        var before = set("paused").getMetadata().getGeneration();
        hyperbytes.patch("paused", "{\"spec\":{\"replicas\":3,\"flush\":{\"intervalSecs\":3}}}");
        cluster.client()
                .services()
                .inNamespace(hyperbytes.namespace())
                .withName("paused")
                .delete();
        hyperbytes.await(
                "paused",
                "to tell 2 of 3",
                Duration.ofSeconds(30),
                status -> status.replicas() == 3 && status.readyReplicas() == 2);
        assertThat(set("paused").getMetadata().getGeneration()).isEqualTo(before);
        assertThat(cluster.client()
                        .services()
                        .inNamespace(hyperbytes.namespace())
                        .withName("paused")
                        .get())
                .isNull();

        hyperbytes.patch("paused", "{\"spec\":{\"paused\":false}}");
        Waiting.until(
                "the work to go on",
                Duration.ofSeconds(30),
                () -> set("paused").getSpec().getReplicas() == 3
                        && cluster.client()
                                        .services()
                                        .inNamespace(hyperbytes.namespace())
                                        .withName("paused")
                                        .get()
                                != null);
        hyperbytes.delete("paused");
    }

    @Test
    void anAutoscalerFindsItsWayToTheScaleSubresource() {
        hyperbytes.apply("scaled", "{replicas: 2, autoscaling: {enabled: true, minReplicas: 3, maxReplicas: 5}}");
        Waiting.until(
                "the autoscaler to raise the replicas to its minimum",
                Duration.ofSeconds(90),
                () -> hyperbytes.get("scaled").getSpec().replicas() == 3);
        hyperbytes.patch("scaled", "{\"spec\":{\"autoscaling\":{\"enabled\":false}}}");
        Waiting.until(
                "the autoscaler to go",
                Duration.ofSeconds(30),
                () -> cluster.client()
                                .autoscaling()
                                .v2()
                                .horizontalPodAutoscalers()
                                .inNamespace(hyperbytes.namespace())
                                .withName("scaled")
                                .get()
                        == null);
        hyperbytes.delete("scaled");
    }

    @Test
    void aServiceMonitorIsMadeWhereThereIsItsKindAndItsAbsenceIsNoFault() {
        hyperbytes.apply("monitored", "{}");
        hyperbytes.await("monitored", "Running");
        hyperbytes.awaitCondition(
                "monitored", "MonitoringReady", "False", "There is no ServiceMonitor", Duration.ofSeconds(30));
        var kind = new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName("servicemonitors.monitoring.coreos.com")
                .endMetadata()
                .withNewSpec()
                .withGroup("monitoring.coreos.com")
                .withScope("Namespaced")
                .withNewNames()
                .withKind("ServiceMonitor")
                .withPlural("servicemonitors")
                .withSingular("servicemonitor")
                .endNames()
                .addNewVersion()
                .withName("v1")
                .withServed(true)
                .withStorage(true)
                .withNewSchema()
                .withOpenAPIV3Schema(new JSONSchemaPropsBuilder()
                        .withType("object")
                        .withXKubernetesPreserveUnknownFields(true)
                        .build())
                .endSchema()
                .endVersion()
                .endSpec()
                .build();
        cluster.client().resource(kind).create();
        try {
            hyperbytes.annotate("monitored", "look", "again");
            hyperbytes.awaitCondition(
                    "monitored", "MonitoringReady", "True", "There is a ServiceMonitor", Duration.ofSeconds(60));
            Waiting.until("the ServiceMonitor", Duration.ofSeconds(30), () -> monitor("monitored") != null);
            assertThat(monitor("monitored").getAdditionalProperties().toString())
                    .contains("app.kubernetes.io/component=members", "port=http", "path=/metrics");
            hyperbytes.patch("monitored", "{\"spec\":{\"monitoring\":{\"serviceMonitor\":false}}}");
            Waiting.until("the ServiceMonitor to go", Duration.ofSeconds(30), () -> monitor("monitored") == null);
        } finally {
            cluster.client().resource(kind).delete();
        }
        hyperbytes.delete("monitored");
    }

    private static GenericKubernetesResource monitor(String name) {
        return cluster.client()
                .genericKubernetesResources("monitoring.coreos.com/v1", "ServiceMonitor")
                .inNamespace(hyperbytes.namespace())
                .withName(name)
                .get();
    }

    @Test
    void whatCannotChangeIsRefusedAndTheClusterStaysAsItIs() {
        hyperbytes.apply(
                "fixed", "{replicas: 2, storage: {volumeClaimTemplate: {size: 5Gi, storageClassName: local}}}");
        hyperbytes.await("fixed", "Running");
        var before = set("fixed").getMetadata().getGeneration();
        hyperbytes.apply(
                "fixed",
                "{replicas: 2, server: {port: 9000, tls: {enabled: true}}, storage: {volumeClaimTemplate: {size: 4Gi, storageClassName: fixed-size}}}");
        for (var words : new String[] {
            "spec.storage.volumeClaimTemplate.size: cannot shrink from 5Gi to 4Gi",
            "spec.storage.volumeClaimTemplate.storageClassName: cannot change from local to fixed-size",
            "spec.server.port: cannot change from 8086 to 9000",
            "spec.server.tls.enabled: cannot change while there are several members"
        }) {
            hyperbytes.awaitCondition("fixed", "Degraded", "True", words, Duration.ofSeconds(30));
        }
        assertThat(set("fixed").getMetadata().getGeneration()).isEqualTo(before);
        assertThat(hyperbytes.get("fixed").getStatus().phase()).isEqualTo("Running");
        hyperbytes.delete("fixed");
    }

    @Test
    void anOwnedObjectThatSomebodyChangedIsSetBack() {
        hyperbytes.apply("drift", "{}");
        hyperbytes.await("drift", "Running");
        cluster.kubectl(
                "set", "image", "statefulset/drift", "hyperbytedb=other:1", "--namespace", hyperbytes.namespace());
        Waiting.until("the StatefulSet to be set back", Duration.ofSeconds(30), () -> set("drift")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage()
                .equals("hyperbytedb:latest"));
        hyperbytes.delete("drift");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{storage: {backend: s3}} | spec.storage.s3.bucket: is missing; name the bucket",
                "{auth: {enabled: true}} | spec.auth.credentialsSecretName: is missing",
                "{auth: {enabled: true, credentialsSecretName: absent}} | spec.auth.credentialsSecretName: there is no Secret absent; create it with the keys username, password",
                "{storage: {backend: s3, s3: {bucket: b, credentialsSecretName: users}}} | spec.storage.s3.credentialsSecretName: Secret users has no key access_key_id",
                "{autoscaling: {enabled: true, minReplicas: 5, maxReplicas: 4}} | spec.autoscaling.minReplicas: is 5, more than maxReplicas 4",
                "{server: {tls: {enabled: true, secretName: given, certManagerIssuerRef: {name: i}}}} | spec.server.tls.certManagerIssuerRef: stands beside secretName",
                "{server: {tls: {enabled: true, certManagerIssuerRef: {name: i}}}} | spec.server.tls.certManagerIssuerRef: needs cert-manager",
                "{server: {tls: {enabled: true, secretName: users}}} | spec.server.tls.secretName: Secret users has no key tls.crt",
                "{cluster: {tls: {enabled: true}}} | spec.cluster.tls.enabled: is true, but members use the HTTP API",
                "{image: 'db@sha256:0123', version: 1.0.0} | spec.version: is a tag, but spec.image is named by its digest",
                "{additionalVolumes: [{name: data, emptyDir: {}}]} | spec.additionalVolumes[0].name: data is a volume that the operator itself makes"
            })
    void whatCannotWorkIsRefusedWithItsField(String spec, String words) {
        var name = "r" + Math.abs((spec + words).hashCode());
        hyperbytes.apply(name, spec);
        hyperbytes.awaitCondition(name, "Degraded", "True", words, Duration.ofSeconds(60));
        assertThat(hyperbytes.get(name).getStatus().phase()).isEqualTo("Failed");
        assertThat(hyperbytes.events(name)).noneMatch(event -> event.startsWith("Created"));
        hyperbytes.delete(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{replicas: 0} | spec.replicas",
                "{server: {port: 0}} | spec.server.port",
                "{server: {port: 65536}} | spec.server.port",
                "{imagePullPolicy: Sometimes} | spec.imagePullPolicy",
                "{storage: {backend: tape}} | spec.storage.backend",
                "{logging: {level: loud}} | spec.logging.level",
                "{logging: {format: xml}} | spec.logging.format",
                "{failover: {failoverTimeoutSecs: 59}} | spec.failover.failoverTimeoutSecs",
                "{failover: {maxFailoverCount: 0}} | spec.failover.maxFailoverCount",
                "{autoscaling: {enabled: true}} | spec.autoscaling.maxReplicas",
                "{autoscaling: {maxReplicas: 0}} | spec.autoscaling.maxReplicas",
                "{server: {tls: {enabled: true, certManagerIssuerRef: {name: a, kind: Robot}}}} | spec.server.tls.certManagerIssuerRef.kind"
            })
    void theSchemaRefusesWhatIsOutOfItsRange(String spec, String field) {
        assertThatThrownBy(() -> hyperbytes.apply("schema", spec)).hasMessageContaining(field);
    }
}
