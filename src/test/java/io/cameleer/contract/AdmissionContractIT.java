package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The validating webhook, asked by a real API server over TLS with a certificate that the operator makes and renews. */
class AdmissionContractIT {
    private static final String LONG = "P90D";

    private static TestCluster cluster;
    private static KubernetesClient client;
    private static OperatorProcess operator;
    private static Prometheuses prometheuses;
    private static String namespace;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        client = cluster.client();
        namespace = SharedCluster.namespace(cluster, "admission", false);
        prometheuses = new Prometheuses(cluster, namespace);
        admit(LONG);
    }

    /** Starts the operator, whose certificates are valid for a while, and has the API server ask it. */
    private static void admit(String validity) {
        operator = OperatorProcess.start(
                cluster,
                Map.of(
                        "CAMELEER_TLS_MODE", "managed",
                        "CAMELEER_TLS_HOSTS", "127.0.0.1",
                        "CAMELEER_TLS_VALIDITY", validity,
                        "CAMELEER_TLS_PERIOD", "500",
                        "CAMELEER_ADMISSION_CONFIGURATION", "cameleer"));
        configure();
    }

    /** Has the API server ask the operator, and waits until it does and trusts it. */
    private static void configure() {
        client.load(new ByteArrayInputStream(
                        """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: cameleer}
                webhooks:
                - name: validate.observability.merlionos.org
                  admissionReviewVersions: [v1]
                  sideEffects: None
                  failurePolicy: Fail
                  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
                  rules:
                  - apiGroups: [observability.merlionos.org]
                    apiVersions: [v1]
                    operations: [CREATE, UPDATE]
                    resources: [prometheusclusters, prometheusclustersets]
                  clientConfig: {url: '%s/admission/validate/anyone'}
                """.formatted(namespace, operator.url().replace("http:", "https:"))
                                .getBytes(StandardCharsets.UTF_8)))
                .serverSideApply();
        awaitRefusal();
    }

    /** Waits until the webhook's own reason is heard: an API server that cannot reach or trust it refuses as well. */
    private static void awaitRefusal() {
        var manifest = cluster.work().resolve("webhook.yaml");
        Waiting.until("the webhook to be asked and trusted", () -> {
            try {
                apply(manifest, "first", "{additionalScrapeConfigs: {inline: 'x'}}", "--dry-run=server");
                return false;
            } catch (IllegalStateException e) {
                if (e.getMessage().contains("spec.additionalScrapeConfigs.inline: is not a list")) {
                    return true;
                }
                throw e;
            }
        });
    }

    @AfterAll
    static void stop() {
        cluster.kubectl("delete", "validatingwebhookconfiguration", "cameleer", "--ignore-not-found");
        operator.close();
        cluster.kubectl("delete", "secret", "--namespace", "default", "cameleer-tls", "--ignore-not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{replicas: 0}                                                          | spec.replicas",
                "{retention: forever}                                                   | spec.retention",
                "{backup: {enabled: true}}                                              | spec.backup.bucket is required",
                "{backup: {enabled: true, bucket: b, schedule: '61 * * * *'}}           | spec.backup.schedule",
                "{backup: {enabled: true, bucket: b, timeZone: Mars/Olympus}}           | spec.backup.timeZone: \"Mars/Olympus\" is no time zone",
                "{backup: {enabled: true, bucket: b, verify: {schedule: often}}}        | spec.backup.verify.schedule",
                "{remoteWrite: [{url: ''}]}                                             | spec.remoteWrite[0].url",
                "{remoteWrite: [{url: 'http://r', basicAuthSecretRef: {name: a}, bearerTokenSecretRef: {name: b}}]} | spec.remoteWrite[0]",
                "{additionalScrapeConfigs: {}}                                          | exactly one of inline and secretRef",
                "{additionalScrapeConfigs: {inline: 'job_name: one'}}                   | spec.additionalScrapeConfigs.inline: is not a list",
                "{restoreFrom: {}}                                                      | spec.restoreFrom"
            })
    void whatCannotWorkIsRefusedWhenItIsApplied(String spec, String words) {
        assertThatThrownBy(() -> prometheuses.apply("refused", spec))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(words);
        assertThat(prometheuses.get("refused")).isNull();
    }

    @Test
    void allViolationsAreNamedAtOnceWithTheirFields() {
        assertThatThrownBy(
                        () -> prometheuses.apply(
                                "wrong",
                                "{backup: {enabled: true, bucket: b, schedule: never, timeZone: Nowhere}, additionalScrapeConfigs: {inline: 'x'},"
                                        + " remoteWrite: [{url: 'http://r', basicAuthSecretRef: {name: a}, bearerTokenSecretRef: {name: b}}]}"))
                .isInstanceOfSatisfying(KubernetesClientException.class, refused -> {
                    assertThat(refused.getMessage()).contains("validate.observability.merlionos.org");
                    assertThat(refused.getStatus().getDetails().getCauses())
                            .extracting(cause -> cause.getField())
                            .containsExactlyInAnyOrder(
                                    "spec.backup.schedule",
                                    "spec.backup.timeZone",
                                    "spec.remoteWrite[0]",
                                    "spec.additionalScrapeConfigs.inline");
                });
    }

    /** Every sample is accepted by the schema, with its rules in CEL. */
    @Test
    void everySampleIsAccepted() {
        cluster.namespace("monitoring", false);
        assertThat(cluster.kubectl(
                        "apply",
                        "--server-side",
                        "--force-conflicts",
                        "--dry-run=server",
                        "--recursive",
                        "-f",
                        "samples"))
                .contains("serverside-applied (server dry run)")
                .doesNotContain("Warning");
    }

    @Test
    void aVolumeThatWouldShrinkIsRefusedAndOneThatGrowsIsNot() {
        prometheuses.apply("sized", "{storage: {size: 20Gi}}");
        assertThatThrownBy(() -> prometheuses.apply("sized", "{storage: {size: 10Gi}}"))
                .hasMessageContaining("spec.storage.size");
        prometheuses.apply("sized", "{storage: {size: 30Gi}}");
    }

    @Test
    void aMissingSecretIsAWarningAndNoRefusal() {
        var manifest = cluster.work().resolve("warned.yaml");
        var said = apply(manifest, "warned", "{remoteWrite: [{url: 'http://r', basicAuthSecretRef: {name: later}}]}");
        assertThat(said)
                .contains("Warning: spec.remoteWrite[0].basicAuthSecretRef.name: there is no Secret later; create it")
                .contains("warned created");
        cluster.kubectl("create", "secret", "generic", "--namespace", namespace, "later", "--from-literal=username=u");
        assertThat(apply(
                        manifest,
                        "warned",
                        "{replicas: 2, remoteWrite: [{url: 'http://r', basicAuthSecretRef: {name: later}}]}"))
                .contains("Secret later has no key password");
    }

    /** Whoever is not the API server learns nothing about Secrets. */
    @Test
    void aRequestThatDoesNotComeFromTheApiServerIsToldNothingOfSecrets() {
        var review = """
                {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "u", "kind": {"kind": "PrometheusCluster"},
                 "object": {"metadata": {"name": "x", "namespace": "%s"}, "spec": {"remoteWrite": [{"url": "http://r", "basicAuthSecretRef": {"name": "nothing"}}]}}}}
                """.formatted(namespace);
        var answer = operator.requestOverTls("POST", "/admission/validate/anyone", review);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"allowed\":true").doesNotContain("Secret");
        assertThat(operator.requestOverTls("POST", "/admission/validate/anyone", "{")
                        .statusCode())
                .isEqualTo(400);
        assertThat(operator.requestOverTls("GET", "/api/clusters", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void anObjectOfAnEarlierTimeCanStillBeLabelledAndDeleted() {
        cluster.kubectl("delete", "validatingwebhookconfiguration", "cameleer");
        Waiting.until("the webhook to be asked no more", () -> {
            prometheuses.apply("old", "{additionalScrapeConfigs: {inline: 'x'}}");
            return true;
        });
        prometheuses.awaitCondition("old", "Degraded", "True", "spec.additionalScrapeConfigs.inline: is not a list");
        configure();
        cluster.kubectl("label", "prometheuscluster", "--namespace", namespace, "old", "team=observability");
        prometheuses.delete("old");
    }

    @Test
    void aCertificateIsRenewedWhileRequestsGoOn() {
        stop();
        try {
            admit("PT18S");
            var seen = new HashSet<String>();
            Waiting.until("two renewals", () -> {
                prometheuses.apply("steady", "{retention: " + (seen.size() + 1) + "d}");
                seen.add(operator.servedCertificate());
                return seen.size() >= 3;
            });
            awaitRefusal();
            assertThat(operator.log()).doesNotContain("PRIVATE KEY");
        } finally {
            stop();
            admit(LONG);
        }
    }

    @Test
    void aCertificateOfSomebodyElseIsShownAndReadAgainWhenItChanges(@TempDir Path folder) throws IOException {
        var trusted = cluster.issueCertificate(folder, "127.0.0.1");
        try (var other = OperatorProcess.start(
                cluster,
                Map.of(
                        "CAMELEER_TLS_MODE",
                        "files",
                        "CAMELEER_TLS_DIRECTORY",
                        folder.toString(),
                        "CAMELEER_TLS_PERIOD",
                        "300",
                        "CAMELEER_NAMESPACES",
                        namespace,
                        "CAMELEER_LEADER_NAMESPACE",
                        namespace))) {
            var first = other.servedCertificate(trusted);
            Files.writeString(folder.resolve("tls.crt"), "half a file");
            Waiting.until("the broken file to be told", () -> other.log().contains("the one before is still shown"));
            assertThat(other.servedCertificate(trusted)).isEqualTo(first);
            cluster.issueCertificate(folder, "127.0.0.1");
            Waiting.until("the next one to be shown", () -> !first.equals(other.servedCertificate(trusted)));
        }
    }

    private static String apply(Path manifest, String name, String spec, String... more) {
        try {
            Files.writeString(manifest, """
                    apiVersion: observability.merlionos.org/v1
                    kind: PrometheusCluster
                    metadata: {name: %s, namespace: %s}
                    spec: %s
                    """.formatted(name, namespace, spec));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return cluster.kubectl(Stream.concat(Stream.of("apply", "-f", manifest.toString()), Stream.of(more))
                .toArray(String[]::new));
    }
}
