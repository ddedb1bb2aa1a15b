package io.cameleer.cli;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.catalog.BackupCatalog;
import io.cameleer.backup.catalog.BackupFolder;
import io.cameleer.backup.catalog.Retention;
import io.cameleer.backup.restore.VerifyStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a retention would remove. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the backups of --cluster that its retention, or the one given here, would remove.",
            "Nothing is removed: the operator does that after the next backup, when spec.backup.retention says so."
        })
final class PruneCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private StoreOptions from;

    @Mixin
    private Output output;

    @Option(names = "--count", paramLabel = "N", description = "How many whole ones would be kept.")
    private Integer count;

    @Option(names = "--age", paramLabel = "AGE", description = "For how long: a number and one of h, d, w, y.")
    private String age;

    @Override
    public Integer call() {
        if (!from.namesCluster()) {
            throw new TsdbCtl.Usage("--cluster: is needed: only a cluster's own backups are ever removed");
        }
        if (age != null && !age.matches("[1-9][0-9]{0,5}[hdwy]")) {
            throw new TsdbCtl.Usage("--age: \"" + age + "\" is none; write a number and one of h, d, w, y, as 30d");
        }
        try (var client = from.kubernetes().client();
                var opened = from.open()) {
            var cluster = from.kubernetes().cluster(client, from.cluster());
            var limits = count != null || age != null
                    ? new BackupSpec.Retention(count, age, true)
                    : Optional.ofNullable(cluster.backups().spec().retention())
                            .orElseThrow(() -> new BackupException(
                                    "spec.backup.retention: " + from.cluster() + " has none; give --count or --age"));
            var folder = new BackupFolder(opened.folder().orElseThrow());
            var verified = Optional.ofNullable(cluster.verify()).map(VerifyStatus::backup);
            var now = Instant.now();
            var outcome = Retention.plan(
                    BackupCatalog.list(opened.store(), folder.path()),
                    limits,
                    cluster.object(),
                    Retention.spared(opened.store(), folder, verified, now),
                    now);
            var rows = outcome.expired().stream().map(BackupRow::of).toList();
            output.print(
                    command.commandLine().getOut(),
                    rows,
                    BackupRow.HEADER,
                    rows.stream().map(BackupRow::columns).toList());
            var why = outcome.spared() == 0
                    ? ""
                    : "; " + outcome.spared()
                            + " of these only as the newest verified one, or for a restore that needs it";
            command.commandLine()
                    .getErr()
                    .println(rows.size() + " would be removed, " + outcome.kept() + " kept" + why + ".");
            return 0;
        }
    }
}
