package io.cameleer.cli;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.BackupTarget;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the operator for a backup. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "Asks the operator for a backup of a cluster and waits for its end.")
final class BackupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "CLUSTER", description = "The cluster.")
    private String name;

    @Mixin
    private ClusterOptions kubernetes;

    @Mixin
    private Output output;

    @Option(names = "--no-wait", description = "End as soon as it is asked for.")
    private boolean noWait;

    @Override
    public Integer call() {
        try (var client = kubernetes.client()) {
            var cluster = kubernetes.cluster(client, name);
            cluster.needBackups();
            var request = Request.make(client, cluster, BackupTarget.REQUEST);
            if (noWait) {
                command.commandLine().getOut().println("Asked for a backup of " + name + ".");
                return 0;
            }
            var ended = new Follow(command.commandLine(), client, cluster).backup(request);
            if (!"Succeeded".equals(ended.state())) {
                throw new BackupException(ended.message());
            }
            output.print(
                    command.commandLine().getOut(),
                    ended,
                    List.of("KEY", "SIZE", "SENT", "POD"),
                    List.of(List.of(
                            ended.key(), Output.size(ended.bytes()), Output.size(ended.uploadedBytes()), ended.pod())));
            return 0;
        }
    }
}
