package io.cameleer.hyperbytedb;

import io.cameleer.hyperbytedb.certificates.ClusterTls;
import io.cameleer.hyperbytedb.members.Membership;
import io.cameleer.hyperbytedb.objects.ClusterObjects;
import io.cameleer.hyperbytedb.objects.ConfigToml;
import io.cameleer.hyperbytedb.objects.Names;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.SecretMark;
import io.cameleer.reconcile.SecretNeed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which objects a cluster should have now. */
public final class HyperbytedbWorkloads {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final String PREFIX = "hyperbytedb.hyperbyte.cloud/";

    private final KubernetesClient client;

    /** Reads with a client the Secrets that pods read at their start. */
    public HyperbytedbWorkloads(KubernetesClient client) {
        this.client = client;
    }

    /** Sets the desired objects. */
    public Reconciliation<HyperbytedbCluster> desire(
            Reconciliation<HyperbytedbCluster> reconciliation, ClusterTls tls, Membership membership) {
        var cluster = reconciliation.primary();
        var desired = reconciliation.desiring(
                ClusterObjects.of(cluster, membership.members(), marks(cluster, tls, membership)));
        return desired.again(membership.busy() ? SOON : LATER);
    }

    /** What a pod read at its start, in words that change with it. */
    private Map<String, String> marks(HyperbytedbCluster cluster, ClusterTls tls, Membership membership) {
        var marks = new TreeMap<String, String>();
        marks.put(PREFIX + "config-hash", hash(cluster));
        if (tls.mark() != null) {
            marks.put(PREFIX + "certificate", tls.mark());
        }
        var content = new TreeMap<String, String>();
        for (var need : HyperbytedbRules.secrets(cluster.getSpec())) {
            if (!need.path().startsWith("spec.server.tls")) {
                content.putAll(values(cluster, need));
            }
        }
        if (!content.isEmpty()) {
            marks.put(PREFIX + "credentials", SecretMark.of(cluster, content));
        }
        return marks;
    }

    private Map<String, String> values(HyperbytedbCluster cluster, SecretNeed need) {
        var data = Optional.ofNullable(client.secrets()
                        .inNamespace(cluster.getMetadata().getNamespace())
                        .withName(need.name())
                        .get())
                .map(secret -> secret.getData())
                .orElse(Map.of());
        var values = new TreeMap<String, String>();
        need.keys().forEach(key -> values.put(need.path() + "/" + key, String.valueOf(data.get(key))));
        return values;
    }

    /** The hash of the settings that pods read at their start. */
    static String hash(HyperbytedbCluster cluster) {
        return ConfigToml.of(cluster, 1).hash();
    }

    /** The labels of all pods of a cluster. */
    public Map<String, String> selector(Reconciliation<HyperbytedbCluster> reconciliation) {
        return Names.selector(reconciliation.primary());
    }
}
