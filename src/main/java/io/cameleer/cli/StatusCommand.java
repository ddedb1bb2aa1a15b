package io.cameleer.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

    @Parameters(arity = "0..1", paramLabel = "CLUSTER", description = "The cluster; all when absent.")
    private String name;

    @Mixin
    private ClusterOptions kubernetes;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        try (var client = kubernetes.client()) {
            var clusters = name != null ? List.of(kubernetes.cluster(client, name)) : kubernetes.clusters(client);
            output.print(
                    command.commandLine().getOut(),
                    clusters.stream()
                            .map(cluster -> new Row(cluster.name(), cluster.status()))
                            .toList(),
                    List.of("CLUSTER", "PHASE", "BACKUP", "LAST SUCCESS", "VERIFIED", "RESTORE", "PROBLEM"),
                    clusters.stream().map(StatusCommand::columns).toList());
            return 0;
        }
    }

    /** What is printed as JSON or YAML. */
    private record Row(String cluster, Object status) {}

    private static List<String> columns(Database cluster) {
        return Stream.of(
                        cluster.name(),
                        cluster.phase(),
                        cluster.backup() == null ? null : cluster.backup().state(),
                        cluster.backups().lastBackupTime(),
                        cluster.verify() == null ? null : cluster.verify().state(),
                        cluster.restore() == null ? null : cluster.restore().state(),
                        cluster.problem())
                .map(text -> text == null ? "-" : text)
                .toList();
    }
}
