package io.cameleer.cli;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.restore.RestorePlan;
import io.cameleer.backup.restore.Verifications;
import io.cameleer.prometheus.TsdbFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Verifies a backup. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Reads a backup and compares every checksum.",
            "With --in-pod the operator restores the newest one into a throw-away pod and asks the database there."
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private StoreOptions from;

    @Mixin
    private Choice choice;

    @Option(names = "--in-pod", description = "Let the operator try the newest backup of --cluster.")
    private boolean inPod;

    @Override
    public Integer call() {
        return inPod ? byOperator() : byReading();
    }

    private int byReading() {
        try (var opened = from.open()) {
            var backup = choice.of(opened);
            var plan = RestorePlan.of(opened.store(), backup, new TsdbFormat());
            try (var progress = new Progress(command.commandLine().getErr(), backup.name(), plan.bytes())) {
                new LocalRestore(opened.store(), plan, progress).verify();
                var checked = plan.files().stream()
                        .map(Manifest.File::sha256)
                        .filter(sum -> sum != null)
                        .count();
                command.commandLine()
                        .getOut()
                        .println(backup.key() + " is whole: " + plan.files().size() + " files, " + checked
                                + " checksums right, " + progress.line() + ".");
            }
            return 0;
        }
    }

    private int byOperator() {
        if (!from.namesCluster()) {
            throw new TsdbCtl.Usage("--cluster: is needed with --in-pod");
        }
        try (var client = from.kubernetes().client()) {
            var cluster = from.kubernetes().cluster(client, from.cluster());
            var request = Request.make(client, cluster, Verifications.REQUEST);
            var ended = new Follow(command.commandLine(), client, cluster).verify(request);
            if (!"Succeeded".equals(ended.state())) {
                throw new BackupException(ended.message());
            }
            command.commandLine()
                    .getOut()
                    .println("Backup " + ended.backup() + " was restored into a throw-away pod and answered with "
                            + ended.series() + " series.");
            return 0;
        }
    }
}
