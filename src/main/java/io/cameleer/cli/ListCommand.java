package io.cameleer.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists backups. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the backups of a cluster, or all below a prefix, the oldest first.")
final class ListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private StoreOptions from;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        try (var opened = from.open()) {
            var rows = opened.backups().stream().map(BackupRow::of).toList();
            output.print(
                    command.commandLine().getOut(),
                    rows,
                    BackupRow.HEADER,
                    rows.stream().map(BackupRow::columns).toList());
            if (rows.isEmpty()) {
                command.commandLine().getErr().println("No backups in " + opened.where() + ".");
            }
            return 0;
        }
    }
}
