package io.cameleer.greenplum;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.PodShell;
import io.cameleer.greenplum.objects.Group;
import io.cameleer.greenplum.objects.Names;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.SecretData;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/**
 * The key pair by which the pods of a cluster trust each other. It is made once: one that is lost is taken back from a pod that
 * has it, as pods with different keys could not talk to each other.
 */
public final class SshKeys {
    private static final int BITS = 4096;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String FOLDER = "/etc/ssh-key/";
    private static final String PRIVATE = "id_rsa";
    private static final String PUBLIC = "id_rsa.pub";

    private final KubernetesClient client;

    /** Reads and writes with a client. */
    public SshKeys(KubernetesClient client) {
        this.client = client;
    }

    /** The write of the Secret when there is none. */
    public List<Plan> plan(Reconciliation<GreenplumCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var namespace = cluster.getMetadata().getNamespace();
        if (client.secrets().inNamespace(namespace).withName(Names.SSH).get() != null) {
            return List.of();
        }
        var pods = client.pods()
                .inNamespace(namespace)
                .withLabels(Group.MASTER.labels(cluster))
                .list()
                .getItems();
        var kept = pods.stream()
                .filter(Readiness::isPodReady)
                .map(pod -> read(namespace, pod.getMetadata().getName()))
                .flatMap(Optional::stream)
                .findFirst();
        var secret = new SecretBuilder()
                .withMetadata(Names.metadata(cluster, Names.SSH))
                .withData(SecretData.encoded(kept.orElseGet(SshKeys::made)))
                .build();
        return List.of(Plan.creation(
                cluster,
                secret,
                kept.isPresent()
                        ? "Secret " + Names.SSH + ": taken back from a pod, as it was gone"
                        : "Secret " + Names.SSH));
    }

    private Optional<Map<String, String>> read(String namespace, String pod) {
        var shell = new PodShell(client, namespace, pod, Names.CONTAINER);
        try {
            var key = shell.run(LIMIT, "cat", FOLDER + PRIVATE);
            var other = shell.run(LIMIT, "cat", FOLDER + PUBLIC);
            return key.code() == 0 && other.code() == 0
                    ? Optional.of(Map.of(PRIVATE, key.output(), PUBLIC, other.output()))
                    : Optional.empty();
        } catch (BackupException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> made() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            var pair = generator.generateKeyPair();
            return Map.of(PRIVATE, pem(pair), PUBLIC, line((RSAPublicKey) pair.getPublic()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no key pair can be made: " + e.getMessage(), e);
        }
    }

    private static String pem(KeyPair pair) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(pair.getPrivate());
        }
        return text.toString();
    }

    private static String line(RSAPublicKey key) throws IOException {
        var parameters = new RSAKeyParameters(false, key.getModulus(), key.getPublicExponent());
        return "ssh-rsa " + Base64.getEncoder().encodeToString(OpenSSHPublicKeyUtil.encodePublicKey(parameters))
                + " gpadmin\n";
    }
}
