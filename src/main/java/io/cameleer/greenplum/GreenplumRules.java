package io.cameleer.greenplum;

import io.cameleer.backup.BackupRules;
import io.cameleer.greenplum.objects.Group;
import io.cameleer.greenplum.spec.Amounts;
import io.cameleer.greenplum.spec.GreenplumSpec;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the schema cannot say about a GreenplumCluster, because it takes other objects to know. */
public final class GreenplumRules {
    private final KubernetesClient client;

    /** Reads other objects with a client. */
    public GreenplumRules(KubernetesClient client) {
        this.client = client;
    }

    /** Adds everything that is wrong with a cluster, all at once. */
    public Reconciliation<GreenplumCluster> check(Reconciliation<GreenplumCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var found = new ArrayList<>(of(cluster.getSpec()));
        var first = reconciliation
                .primaries()
                .filter(other -> sameNamespace(other, cluster) && !other.isMarkedForDeletion())
                .min(Comparator.comparing(
                                (GreenplumCluster other) -> other.getMetadata().getCreationTimestamp())
                        .thenComparing(other -> other.getMetadata().getName()));
        if (first.filter(other -> !sameName(other, cluster)).isPresent()) {
            found.add(onlyOne(cluster.getMetadata().getNamespace()));
        } else if (reconciliation
                .observed(StatefulSet.class, Group.MASTER.set())
                .isEmpty()) {
            found.addAll(KeptVolumes.violations(
                    client, cluster, cluster.getMetadata().getNamespace()));
        }
        return reconciliation.violating(List.copyOf(found));
    }

    /** What is wrong with a spec by itself. */
    static List<Violation> of(GreenplumSpec spec) {
        var found = new ArrayList<>(Amounts.violations(spec));
        var backup = spec.backup();
        if (backup == null) {
            return List.copyOf(found);
        }
        found.addAll(BackupRules.violations(backup));
        if (backup.incremental()) {
            found.add(new Violation(
                    "spec.backup.format",
                    "incremental is not known for Greenplum, whose backups are whole",
                    "remove it"));
        }
        return List.copyOf(found);
    }

    /** What is wrong with a cluster that is about to be made. */
    List<Violation> ofNew(GreenplumCluster cluster, String namespace) {
        var found = new ArrayList<Violation>();
        var others = client.resources(GreenplumCluster.class)
                .inNamespace(namespace)
                .list()
                .getItems();
        if (!others.isEmpty()) {
            found.add(onlyOne(namespace));
        }
        found.addAll(KeptVolumes.violations(client, cluster, namespace));
        return List.copyOf(found);
    }

    private static Violation onlyOne(String namespace) {
        return new Violation(
                "metadata.namespace",
                "only one GreenplumCluster is allowed in namespace " + namespace,
                "make this one in a namespace of its own");
    }

    private static boolean sameNamespace(HasMetadata one, HasMetadata other) {
        return one.getMetadata().getNamespace().equals(other.getMetadata().getNamespace());
    }

    private static boolean sameName(HasMetadata one, HasMetadata other) {
        return one.getMetadata().getName().equals(other.getMetadata().getName());
    }
}
