package io.cameleer.greptimedb.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.backup.BackupException;
import io.cameleer.backup.Digests;
import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.roles.Role;
import io.cameleer.reconcile.PodProxy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** Reads snapshots of etcd: the file that {@code etcdutl snapshot restore} takes. */
public final class EtcdSnapshots {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BEGIN = Duration.ofSeconds(30);
    private static final int DIGEST = 32;
    private static final int PAGE = 512;

    private final KubernetesClient client;

    /** Asks with a client. */
    public EtcdSnapshots(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Copies a snapshot while it comes.
     *
     * @return its size in bytes
     * @throws BackupException when no member is ready, or what came is not what etcd's checksum at its end says
     * @throws IOException when the connection breaks
     */
    public long copy(GreptimeDBCluster cluster, OutputStream to) throws IOException {
        var pod = Role.ETCD.pods(client, cluster).stream()
                .filter(Readiness::isPodReady)
                .map(found -> found.getMetadata().getName())
                .max(String::compareTo)
                .orElseThrow(() -> new BackupException("no member of etcd is ready"));
        try (var answer = new PodProxy(client, BEGIN)
                        .stream(
                                cluster.getMetadata().getNamespace(),
                                pod,
                                cluster.getSpec().etcd().ports().client(),
                                "/v3/maintenance/snapshot",
                                Map.of());
                var parts = JSON.readerFor(JsonNode.class).<JsonNode>readValues(answer)) {
            return copy(pod, parts, to);
        } catch (KubernetesClientException e) {
            throw new BackupException("etcd in pod " + pod + " gave no snapshot: " + PodProxy.reason(e), e);
        }
    }

    private static long copy(String pod, MappingIterator<JsonNode> parts, OutputStream to) throws IOException {
        var digest = Digests.sha256();
        // The last bytes are the checksum of those before, so they are held back until more has come.
        var held = new byte[0];
        var bytes = 0L;
        while (parts.hasNextValue()) {
            var part = parts.nextValue();
            if (part.has("error")) {
                throw new BackupException("etcd in pod " + pod + " gave no whole snapshot: "
                        + part.at("/error/message").asText());
            }
            var blob = part.at("/result/blob").binaryValue();
            if (blob == null || blob.length == 0) {
                continue;
            }
            to.write(blob);
            bytes += blob.length;
            var all = Arrays.copyOf(held, held.length + blob.length);
            System.arraycopy(blob, 0, all, held.length, blob.length);
            var known = Math.max(0, all.length - DIGEST);
            digest.update(all, 0, known);
            held = Arrays.copyOfRange(all, known, all.length);
        }
        if (bytes % PAGE != DIGEST || !Arrays.equals(held, digest.digest())) {
            throw new BackupException("the snapshot of etcd in pod " + pod + " broke off after " + bytes + " bytes");
        }
        return bytes;
    }
}
