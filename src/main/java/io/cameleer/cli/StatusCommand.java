package io.cameleer.cli;

import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.prometheus.PrometheusStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what is known of the backups of clusters. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the last backup, verification and restore of one cluster, or of all in the namespace.")
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Parameters(arity = "0..1", paramLabel = "CLUSTER", description = "The PrometheusCluster; all when absent.")
    private String name;

    @Mixin
    private ClusterOptions kubernetes;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        try (var client = kubernetes.client()) {
            var clusters = name != null
                    ? List.of(kubernetes.cluster(client, name))
                    : client.resources(PrometheusCluster.class)
                            .inNamespace(kubernetes.namespace(client))
                            .list()
                            .getItems();
            output.print(
                    command.commandLine().getOut(),
                    clusters.stream().map(Row::of).toList(),
                    List.of("CLUSTER", "PHASE", "BACKUP", "LAST SUCCESS", "VERIFIED", "RESTORE", "PROBLEM"),
                    clusters.stream().map(Row::of).map(Row::columns).toList());
            return 0;
        }
    }

    /** A cluster's line. */
    private record Row(String cluster, PrometheusStatus status) {
        static Row of(PrometheusCluster cluster) {
            return new Row(cluster.getMetadata().getName(), cluster.getStatus());
        }

        List<String> columns() {
            return List.of(
                    cluster,
                    told(PrometheusStatus::phase),
                    told(found -> found.backup() == null ? null : found.backup().state()),
                    told(PrometheusStatus::lastBackupTime),
                    told(found -> found.verify() == null ? null : found.verify().state()),
                    told(found ->
                            found.restore() == null ? null : found.restore().state()),
                    told(Row::problem));
        }

        private String told(Function<PrometheusStatus, String> part) {
            return Optional.ofNullable(status).map(part).orElse("-");
        }

        private static String problem(PrometheusStatus status) {
            return Optional.ofNullable(status.conditions()).orElse(List.of()).stream()
                    .filter(condition -> condition.getType().equals("Degraded")
                            ? condition.getStatus().equals("True")
                            : List.of("BackupSucceeded", "BackupVerified", "BackupsRetained", "Restored")
                                            .contains(condition.getType())
                                    && condition.getStatus().equals("False"))
                    .map(condition -> condition.getMessage())
                    .findFirst()
                    .orElse(null);
        }
    }
}
