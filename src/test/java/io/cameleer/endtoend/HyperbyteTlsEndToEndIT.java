package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.CertManager;
import io.cameleer.cluster.Hyperbytes;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.Waiting;
import io.cameleer.tls.Authority;
import io.cameleer.tls.ServingCertificate;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** HyperbytedbClusters over HTTPS: certificates of the operator, of a person and of a real cert-manager. */
@BesideOthers(first = true)
@Order(1)
@ResourceLock(HyperbyteStage.MACHINE)
class HyperbyteTlsEndToEndIT {
    private static final String TLS = "replicas: 3, server: {tls: {enabled: true%s}}";

    private static HyperbyteStage stage;
    private static Hyperbytes hyperbytes;

    @BeforeAll
    static void start() {
        stage = HyperbyteStage.get();
        hyperbytes = stage.hyperbytes();
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void theOperatorsOwnCertificateIsRenewedBeforeItEndsAndNoWriteIsLost()
            throws IOException, GeneralSecurityException {
        hyperbytes.apply("own", HyperbyteStage.spec(TLS.formatted("")));
        hyperbytes.awaitHealthy("own", 3, HyperbyteStage.LATE);
        var first = certificate("own-tls");
        var authority = data("own-tls").get("ca.crt");
        try (var load = stage.new Load("services/https:own:8086")) {
            Waiting.until("another certificate", HyperbyteStage.VALIDITY, () -> !certificate("own-tls")
                    .equals(first));
            assertThat(Instant.now()).as("the time of the renewal").isBefore(first.expiry());
            assertThat(data("own-tls")).containsEntry("ca.crt", authority);
            var mark = hyperbytes.await(
                    "own",
                    "to show the new one",
                    HyperbyteStage.LATE,
                    status -> stage.pods("own").size() == 3
                            && stage.pods("own").values().stream()
                                            .map(pod -> pod.getMetadata()
                                                    .getAnnotations()
                                                    .get("hyperbytedb.hyperbyte.cloud/certificate"))
                                            .distinct()
                                            .count()
                                    == 1);
            assertThat(mark).isNotNull();
            hyperbytes.awaitHealthy("own", 3, HyperbyteStage.LATE);
            assertThat(Instant.now()).as("all members show the new one").isBefore(first.expiry());
            load.end();
            assertThat(load.accepted()).isPositive();
            assertThat(stage.countOf("services/https:own:8086")).isEqualTo(load.accepted());
        }
        hyperbytes.awaitEvent("own", "CertificateIssued: The members' certificate is made anew");
        assertThat(hyperbytes.events("own").toString()).doesNotContain("PRIVATE KEY", "BEGIN CERTIFICATE");
        hyperbytes.delete("own");
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aMemberWhoseCertificateIsOfAnotherAuthorityIsNotBelieved() throws GeneralSecurityException {
        var right = Authority.root(Instant.now(), Duration.ofDays(1));
        var wrong = Authority.root(Instant.now(), Duration.ofDays(1));
        give("given", right, right);
        hyperbytes.apply("given", HyperbyteStage.spec(TLS.formatted(", secretName: given")));
        hyperbytes.awaitHealthy("given", 3, HyperbyteStage.LATE);
        hyperbytes.awaitCondition("given", "CertificateReady", "False", "expires at", Duration.ofSeconds(30));

        give("given", right, wrong);
        hyperbytes.annotate("given", "look", "again");
        hyperbytes.awaitCondition("given", "Degraded", "True", "is not believed: ", HyperbyteStage.LATE);
        assertThat(hyperbytes.get("given").getStatus().clusterState()).isEqualTo("Unknown");

        give("given", right, right);
        hyperbytes.annotate("given", "look", "once more");
        hyperbytes.awaitHealthy("given", 3, HyperbyteStage.LATE);
        hyperbytes.delete("given");
    }

    /** A certificate for all members of a cluster, and the authority that is said to vouch for it. */
    private static void give(String name, Authority.Root signer, Authority.Root told) throws GeneralSecurityException {
        var host = "*." + name + "-headless." + hyperbytes.namespace() + ".svc.cluster.local";
        var issued = Authority.issue(signer, List.of(host, "localhost"), Instant.now(), Duration.ofDays(1));
        stage.cluster()
                .secret(
                        hyperbytes.namespace(),
                        name,
                        Map.of("tls.crt", issued.certificate(), "tls.key", issued.key(), "ca.crt", told.certificate()));
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void certManagerIssuesTheCertificateAndItsAbsenceIsTold() throws IOException {
        hyperbytes.apply(
                "issued",
                HyperbyteStage.spec(TLS.formatted(", certManagerIssuerRef: {name: company, kind: ClusterIssuer}")));
        hyperbytes.awaitCondition(
                "issued",
                "Degraded",
                "True",
                "MissingCertManager: spec.server.tls.certManagerIssuerRef: needs cert-manager",
                Duration.ofSeconds(60));
        SharedCluster.alsoClose(new CertManager(stage.cluster()));
        hyperbytes.awaitCondition(
                "issued",
                "Degraded",
                "True",
                "ClusterIssuer company has not issued the certificate yet",
                Duration.ofSeconds(60));

        // An authority of the company, as cert-manager's documentation sets one up.
        apply("""
                apiVersion: cert-manager.io/v1
                kind: ClusterIssuer
                metadata: {name: start}
                spec: {selfSigned: {}}
                ---
                apiVersion: cert-manager.io/v1
                kind: Certificate
                metadata: {name: company, namespace: default}
                spec: {isCA: true, commonName: company, secretName: company, issuerRef: {name: start, kind: ClusterIssuer}}
                ---
                apiVersion: cert-manager.io/v1
                kind: ClusterIssuer
                metadata: {name: company}
                spec: {ca: {secretName: company}}
                """);
        hyperbytes.awaitHealthy("issued", 3, HyperbyteStage.LATE);
        stage.send("services/https:issued:8086", "/write?db=d", "m,w=a v=1i 1");
        assertThat(stage.countOf("services/https:issued:8086")).isEqualTo(1);
        hyperbytes.delete("issued");
    }

    private static void apply(String yaml) {
        for (var document : yaml.split("---\n")) {
            stage.cluster()
                    .client()
                    .load(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)))
                    .serverSideApply();
        }
    }

    private static ServingCertificate certificate(String secret) {
        var data = data(secret);
        return new ServingCertificate(data.get("tls.crt"), data.get("tls.key"));
    }

    private static Map<String, String> data(String name) {
        Secret secret = stage.cluster()
                .client()
                .secrets()
                .inNamespace(hyperbytes.namespace())
                .withName(name)
                .get();
        return Map.of(
                "tls.crt",
                text(secret, "tls.crt"),
                "tls.key",
                text(secret, "tls.key"),
                "ca.crt",
                text(secret, "ca.crt"));
    }

    private static String text(Secret secret, String key) {
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }
}
