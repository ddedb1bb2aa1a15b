package io.cameleer.cli;

import io.cameleer.backup.catalog.StoredBackup;
import io.cameleer.backup.restore.BackupChoice;
import picocli.CommandLine.Option;

/** Which backup; the newest good one when nothing is said. */
final class Choice {
    @Option(
            names = {"--backup", "--key"},
            paramLabel = "NAME",
            description = "The backup, by its name or its key; the newest good one when absent.")
    private String backup;

    @Option(names = "--before", paramLabel = "TIME", description = "The last backup before a time, RFC 3339.")
    private String before;

    StoredBackup of(StoreOptions.Opened opened) {
        return BackupChoice.of(opened.holdings(), backup, before);
    }

    /** Whether it is the same backup at any time. */
    boolean isOne() {
        return backup != null && !backup.equals("latest");
    }

    String backup() {
        return backup;
    }

    String before() {
        return before;
    }
}
