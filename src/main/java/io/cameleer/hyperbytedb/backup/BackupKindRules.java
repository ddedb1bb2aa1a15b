package io.cameleer.hyperbytedb.backup;

import io.cameleer.backup.Schedule;
import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What the schema cannot say about a HyperbytedbBackup. */
public final class BackupKindRules {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KubernetesClient client;

    /** Looks with a client whether the cluster exists. */
    public BackupKindRules(KubernetesClient client) {
        this.client = client;
    }

    /** Adds everything that is wrong with a backup, all at once. */
    public Reconciliation<HyperbytedbBackup> check(Reconciliation<HyperbytedbBackup> reconciliation) {
        var backup = reconciliation.primary();
        var found = new ArrayList<>(violations(backup.getSpec()));
        if (found.isEmpty()
                && client.resources(HyperbytedbCluster.class)
                                .inNamespace(backup.getMetadata().getNamespace())
                                .withName(backup.getSpec().clusterName())
                                .get()
                        == null) {
            found.add(new Violation(
                    "spec.clusterName",
                    "there is no HyperbytedbCluster " + backup.getSpec().clusterName(),
                    "create it, or name one of this namespace",
                    "MissingCluster"));
        }
        return found.isEmpty()
                ? reconciliation
                : reconciliation.violating(List.copyOf(found)).again(PATIENCE);
    }

    /** What is wrong with a spec by itself. */
    public static List<Violation> violations(BackupKindSpec spec) {
        if (spec == null || spec.destination() == null || spec.clusterName() == null) {
            return List.of(new Violation("spec", "lacks clusterName or destination", "add them"));
        }
        var found = new ArrayList<Violation>();
        var to = spec.destination();
        var named = Stream.of(to.s3(), to.gcs(), to.azure())
                .filter(Objects::nonNull)
                .count();
        if (named != 1) {
            found.add(new Violation(
                    "spec.destination", "names " + named + " buckets", "name exactly one: s3, gcs or azure"));
        }
        if (spec.schedule() != null) {
            Schedule.problem(spec.schedule())
                    .ifPresent(
                            problem -> found.add(
                                    new Violation(
                                            "spec.schedule",
                                            problem,
                                            "write five fields as in \"0 */6 * * *\", a macro as @daily, or remove it for one backup at once")));
        }
        if (!spec.databases().isEmpty()) {
            found.add(new Violation(
                    "spec.databases",
                    "names " + String.join(", ", spec.databases())
                            + ", but HyperbyteDB's backup command knows no choice of databases",
                    "remove it: all databases are backed up"));
        }
        return List.copyOf(found);
    }
}
