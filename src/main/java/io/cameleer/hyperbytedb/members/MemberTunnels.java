package io.cameleer.hyperbytedb.members;

import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.hyperbytedb.certificates.ClusterTls;
import io.cameleer.hyperbytedb.objects.Names;
import io.cameleer.reconcile.PodTunnel;
import io.cameleer.reconcile.SecretData;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Opens connections to the members of one cluster, as somebody whom they let in. */
final class MemberTunnels {
    private final KubernetesClient client;
    private final HyperbytedbCluster cluster;
    private final ClusterTls tls;
    private final Map<String, String> credentials;

    /**
     * Reads the credentials once for all members.
     *
     * @param tls how members prove who they are
     */
    MemberTunnels(KubernetesClient client, HyperbytedbCluster cluster, ClusterTls tls) {
        this.client = client;
        this.cluster = cluster;
        this.tls = tls;
        this.credentials = credentials(client, cluster);
    }

    PodTunnel open(int ordinal) {
        return new PodTunnel(
                client,
                cluster.getMetadata().getNamespace(),
                Names.pod(cluster, ordinal),
                cluster.getSpec().server().port(),
                tls.context().map(context -> new PodTunnel.Tls(context, Names.host(cluster, ordinal))),
                credentials);
    }

    private static Map<String, String> credentials(KubernetesClient client, HyperbytedbCluster cluster) {
        if (!cluster.getSpec().auth().enabled()) {
            return Map.of();
        }
        var secret = client.secrets()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withName(cluster.getSpec().auth().credentialsSecretName())
                .get();
        if (secret == null) {
            return Map.of();
        }
        var data = SecretData.of(secret);
        var pair = data.getOrDefault("username", "") + ":" + data.getOrDefault("password", "");
        return Map.of(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }
}
