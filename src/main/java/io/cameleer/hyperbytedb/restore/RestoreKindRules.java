package io.cameleer.hyperbytedb.restore;

import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.hyperbytedb.backup.HyperbytedbBackup;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What the schema cannot say about a HyperbytedbRestore. */
public final class RestoreKindRules {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KubernetesClient client;

    /** Looks with a client whether what is named exists. */
    public RestoreKindRules(KubernetesClient client) {
        this.client = client;
    }

    /** Adds everything that is wrong with a restore, all at once. */
    public Reconciliation<HyperbytedbRestore> check(Reconciliation<HyperbytedbRestore> reconciliation) {
        var restore = reconciliation.primary();
        var found = new ArrayList<>(violations(restore.getSpec()));
        if (found.isEmpty()) {
            found.addAll(absent(restore));
        }
        return found.isEmpty()
                ? reconciliation
                : reconciliation.violating(List.copyOf(found)).again(PATIENCE);
    }

    private List<Violation> absent(HyperbytedbRestore restore) {
        var found = new ArrayList<Violation>();
        var namespace = restore.getMetadata().getNamespace();
        var spec = restore.getSpec();
        if (client.resources(HyperbytedbCluster.class)
                        .inNamespace(namespace)
                        .withName(spec.clusterName())
                        .get()
                == null) {
            found.add(new Violation(
                    "spec.clusterName",
                    "there is no HyperbytedbCluster " + spec.clusterName(),
                    "create it with room for the data; the restore begins then",
                    "MissingCluster"));
        }
        if (spec.backupName() != null
                && client.resources(HyperbytedbBackup.class)
                                .inNamespace(namespace)
                                .withName(spec.backupName())
                                .get()
                        == null) {
            found.add(new Violation(
                    "spec.backupName",
                    "there is no HyperbytedbBackup " + spec.backupName(),
                    "name one of this namespace, or the bucket in spec.source",
                    "MissingBackup"));
        }
        return found;
    }

    /** What is wrong with a spec by itself. */
    public static List<Violation> violations(RestoreKindSpec spec) {
        if (spec == null || spec.clusterName() == null) {
            return List.of(new Violation("spec.clusterName", "is missing", "name the HyperbytedbCluster"));
        }
        if ((spec.backupName() == null) == (spec.source() == null)) {
            return List.of(new Violation(
                    "spec.backupName",
                    spec.source() == null ? "and spec.source are missing" : "stands beside spec.source",
                    "give exactly one of the two"));
        }
        var source = spec.source();
        var named = source == null
                ? 1
                : Stream.of(source.s3(), source.gcs(), source.azure())
                        .filter(Objects::nonNull)
                        .count();
        return named == 1
                ? List.of()
                : List.of(new Violation(
                        "spec.source", "names " + named + " buckets", "name exactly one: s3, gcs or azure"));
    }
}
