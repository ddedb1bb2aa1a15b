package io.cameleer.hyperbytedb.certificates;

import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.hyperbytedb.objects.Names;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.SecretData;
import io.cameleer.reconcile.Violation;
import io.cameleer.tls.Authority;
import io.cameleer.tls.ServingCertificate;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificate of a cluster's members: one that the operator makes and renews when two thirds of its time are over, one
 * that cert-manager does, or one that somebody put into a Secret. Members trust the operator's authority for ten years, so a
 * renewal changes what they show and not whom they believe.
 */
public final class ClusterCertificates {
    private static final Duration AUTHORITY = Duration.ofDays(3650);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";
    private static final String TRUSTED = "ca.crt";

    private final KubernetesClient client;
    private final Clock clock;
    private final Duration validity;

    /**
     * Keeps certificates in Secrets beside the clusters.
     *
     * @param validity how long a certificate that the operator makes is valid
     */
    public ClusterCertificates(KubernetesClient client, Clock clock, Duration validity) {
        this.client = client;
        this.clock = clock;
        this.validity = validity;
    }

    /** What there is, and what is to be written next. */
    public ClusterTls look(Reconciliation<HyperbytedbCluster> reconciliation) {
        var cluster = reconciliation.primary();
        if (!reconciliation.isValid() || !cluster.getSpec().server().tls().enabled()) {
            return ClusterTls.OFF;
        }
        var tls = cluster.getSpec().server().tls();
        var secret = secret(cluster, Names.certificate(cluster));
        try {
            if (tls.selfSigned()) {
                return ours(cluster, secret);
            }
            var steps = tls.fromIssuer() ? Issued.steps(client, cluster) : List.<Plan>of();
            if (tls.fromIssuer() && !Issued.isInstalled(client)) {
                return ClusterTls.waiting(
                        List.of(),
                        new Violation(
                                "spec.server.tls.certManagerIssuerRef",
                                "needs cert-manager, which this Kubernetes cluster does not have",
                                "install it, or remove the field so that the operator makes the certificate",
                                "MissingCertManager"));
            }
            return secret.map(found -> of(cluster, SecretData.of(found), steps))
                    .orElseGet(() -> ClusterTls.waiting(steps, absent(cluster)));
        } catch (GeneralSecurityException e) {
            return ClusterTls.waiting(List.of(), unusable(cluster, e));
        }
    }

    /** Adds what keeps the certificate from being used; it is looked for again. */
    public Reconciliation<HyperbytedbCluster> judge(Reconciliation<HyperbytedbCluster> reconciliation, ClusterTls tls) {
        return tls.violations().isEmpty()
                ? reconciliation
                : reconciliation.violating(tls.violations()).again(PATIENCE);
    }

    private static Violation absent(HyperbytedbCluster cluster) {
        var issuer = cluster.getSpec().server().tls().certManagerIssuerRef();
        return new Violation(
                "spec.server.tls.certManagerIssuerRef",
                "%s %s has not issued the certificate yet".formatted(issuer.kind(), issuer.name()),
                "if this stays: kubectl describe certificate " + Names.certificate(cluster),
                "CertificateNotIssued");
    }

    private static Violation unusable(HyperbytedbCluster cluster, GeneralSecurityException e) {
        return new Violation(
                "spec.server.tls",
                "the certificate in Secret " + Names.certificate(cluster) + " cannot be used: " + e.getMessage(),
                "replace it",
                "UnusableCertificate");
    }

    private ClusterTls ours(HyperbytedbCluster cluster, Optional<Secret> secret) throws GeneralSecurityException {
        var now = clock.instant();
        var name = cluster.getMetadata().getName();
        var root = secret(cluster, name + "-ca").map(SecretData::of);
        if (root.isEmpty()) {
            var made = Authority.root(now, AUTHORITY);
            return ClusterTls.waiting(
                    List.of(write(cluster, "-ca", Map.of(CERTIFICATE, made.certificate(), KEY, made.key()), null)),
                    new Violation("spec.server.tls", "the authority is being made", "wait", "CertificateNotIssued"));
        }
        var authority = new Authority.Root(
                root.get().getOrDefault(CERTIFICATE, ""), root.get().getOrDefault(KEY, ""));
        if (secret.isEmpty() || isDue(SecretData.of(secret.get()), authority, now)) {
            var made = Authority.issue(authority, hosts(cluster), now, validity);
            var data = Map.of(CERTIFICATE, made.certificate(), KEY, made.key(), TRUSTED, authority.certificate());
            var step = write(cluster, "-tls", data, made.expiry());
            return secret.isEmpty()
                    ? ClusterTls.waiting(
                            List.of(step),
                            new Violation(
                                    "spec.server.tls", "the certificate is being made", "wait", "CertificateNotIssued"))
                    : of(cluster, SecretData.of(secret.get()), List.of(step));
        }
        return of(cluster, SecretData.of(secret.get()), List.of());
    }

    /** Whether a third of its time or less is left, or whether it cannot be used at all. */
    private boolean isDue(Map<String, String> data, Authority.Root authority, Instant now) {
        try {
            var certificate = certificate(data);
            certificate.refuseUnusable();
            return !now.isBefore(certificate.expiry().minus(validity.dividedBy(3)))
                    || !authority.certificate().equals(data.get(TRUSTED));
        } catch (GeneralSecurityException e) {
            return true;
        }
    }

    private ClusterTls of(HyperbytedbCluster cluster, Map<String, String> data, List<Plan> steps) {
        try {
            var certificate = certificate(data);
            certificate.refuseUnusable();
            var now = clock.instant();
            var expiry = certificate.expiry();
            var text = cluster.getSpec().server().tls().selfSigned() || now.isBefore(expiry.minus(Duration.ofDays(14)))
                    ? null
                    : "the certificate in Secret %s %s; %s"
                            .formatted(
                                    Names.certificate(cluster),
                                    (now.isBefore(expiry) ? "expires at " : "expired at ") + expiry,
                                    "replace it, and the members are restarted with the new one");
            return new ClusterTls(
                    Optional.of(trusting(Optional.ofNullable(data.get(TRUSTED)))),
                    fingerprint(data.get(CERTIFICATE)),
                    expiry,
                    steps,
                    List.of(),
                    text);
        } catch (GeneralSecurityException e) {
            return ClusterTls.waiting(steps, unusable(cluster, e));
        }
    }

    /** Without an authority of its own a certificate is one that the world knows. */
    private static SSLContext trusting(Optional<String> authorities) throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        TrustManager[] trust = null;
        if (authorities.isPresent()) {
            try {
                var store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                var number = 0;
                for (var authority : ServingCertificate.certificates(authorities.get())) {
                    store.setCertificateEntry("authority-" + number++, authority);
                }
                var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init(store);
                trust = factory.getTrustManagers();
            } catch (IOException e) {
                throw new GeneralSecurityException(e);
            }
        }
        context.init(null, trust, null);
        return context;
    }

    /** Members by their names, clients by those of the Services; new members need no new certificate. */
    private static List<String> hosts(HyperbytedbCluster cluster) {
        var name = cluster.getMetadata().getName();
        var namespace = cluster.getMetadata().getNamespace();
        var headless = Names.headless(cluster) + "." + namespace;
        return List.of(
                "*." + headless + ".svc.cluster.local",
                "*." + headless + ".svc",
                name + "." + namespace + ".svc.cluster.local",
                name + "." + namespace + ".svc",
                name + "." + namespace,
                name,
                "localhost",
                "127.0.0.1");
    }

    private static Plan write(HyperbytedbCluster cluster, String suffix, Map<String, String> data, Instant expiry) {
        var secret = new SecretBuilder()
                .withMetadata(Names.metadata(cluster, suffix))
                .withType("kubernetes.io/tls")
                .withData(SecretData.encoded(data))
                .build();
        return Plan.certificate(
                cluster,
                secret,
                expiry == null
                        ? "The authority of the members' certificates is made."
                        : "The members' certificate is made anew; it is valid until " + expiry + ".");
    }

    private Optional<Secret> secret(HyperbytedbCluster cluster, String name) {
        return Optional.ofNullable(client.secrets()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withName(name)
                .get());
    }

    private static ServingCertificate certificate(Map<String, String> data) {
        return new ServingCertificate(data.getOrDefault(CERTIFICATE, ""), data.getOrDefault(KEY, ""));
    }

    private static String fingerprint(String text) throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 8);
    }
}
