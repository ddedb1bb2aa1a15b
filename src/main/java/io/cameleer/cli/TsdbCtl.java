package io.cameleer.cli;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.restore.NoSuchBackup;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line for backups and restores; as {@code kubectl tsdb} too. */
@Command(
        name = "tsdb-ctl",
        mixinStandardHelpOptions = true,
        versionProvider = TsdbCtl.Version.class,
        description = "Lists, takes, verifies and restores backups of clusters.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done; 1 failed; 2 wrong usage; 3 there is no such cluster or backup.",
            "Credentials come from the cluster's Secret with a cluster's name, and otherwise from the environment:",
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, GOOGLE_APPLICATION_CREDENTIALS, or AZURE_STORAGE_ACCOUNT",
            "and AZURE_STORAGE_KEY."
        },
        subcommands = {
            ListCommand.class,
            StatusCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            VerifyCommand.class,
            PruneCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class TsdbCtl {
    static final int FAILED = 1;
    static final int NOT_FOUND = 3;

    private TsdbCtl() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /**
     * Runs one command.
     *
     * @return its exit code
     */
    static int run(String[] arguments, PrintWriter out, PrintWriter errors) {
        return new CommandLine(new TsdbCtl())
                .setOut(out)
                .setErr(errors)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command))
                .execute(arguments);
    }

    private static int explain(Exception failure, CommandLine command) {
        var message =
                switch (failure) {
                    case BackupException told -> told.getMessage();
                    case NotFound told -> told.getMessage();
                    case Usage told -> told.getMessage();
                    case KubernetesClientException refused ->
                        Optional.ofNullable(refused.getStatus())
                                .map(status -> status.getMessage())
                                .orElse("the Kubernetes API cannot be reached; check --kubeconfig and --context ("
                                        + refused.getMessage() + ")");
                    default -> failure.toString();
                };
        command.getErr().println("tsdb-ctl: " + message);
        if (failure instanceof Usage) {
            return CommandLine.ExitCode.USAGE;
        }
        return failure instanceof NotFound || failure instanceof NoSuchBackup ? NOT_FOUND : FAILED;
    }

    /** What was asked for does not exist. */
    static final class NotFound extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotFound(String message) {
            super(message);
        }
    }

    /** The command cannot be understood. */
    static final class Usage extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Usage(String message) {
            super(message);
        }
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "tsdb-ctl "
                        + Optional.ofNullable(TsdbCtl.class.getPackage().getImplementationVersion())
                                .orElse("of an unpacked build")
            };
        }
    }
}
