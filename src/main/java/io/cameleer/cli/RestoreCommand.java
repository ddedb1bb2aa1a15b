package io.cameleer.cli;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.restore.RestorePlan;
import io.cameleer.backup.restore.RestoreSpec;
import io.cameleer.backup.restore.RestoreStatus;
import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.prometheus.TsdbFormat;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Restores a backup, into a folder or into a cluster. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Restores a backup into a folder, or into a cluster with --into.",
            "It may be interrupted and repeated: what is there as it should be is not brought again."
        })
final class RestoreCommand implements Callable<Integer> {
    private static final List<String> UNDER_WAY = List.of("Running", "Placing", "Placed", "ConfirmationRequired");

    @Spec
    private CommandSpec command;

    @Mixin
    private StoreOptions from;

    @Mixin
    private Choice choice;

    @Option(
            names = "--dest",
            paramLabel = "FOLDER",
            defaultValue = "restored",
            description = "The folder to fill, to be used as --storage.tsdb.path; ${DEFAULT-VALUE} when absent.")
    private Path folder;

    @Option(
            names = "--into",
            paramLabel = "CLUSTER",
            description =
                    "Let the operator restore into this cluster; --cluster then names the one whose backup it is, as NAME or NAMESPACE/NAME.")
    private String into;

    @Option(names = "--yes", description = "Allow that the data of the cluster are replaced.")
    private boolean yes;

    @Override
    public Integer call() {
        if (into != null) {
            return intoCluster();
        }
        var errors = command.commandLine().getErr();
        try (var opened = from.open()) {
            var backup = choice.of(opened);
            var plan = RestorePlan.of(opened.store(), backup, new TsdbFormat());
            try (var progress = new Progress(errors, backup.name(), plan.bytes())) {
                new LocalRestore(opened.store(), plan, progress).into(folder);
                command.commandLine()
                        .getOut()
                        .println("Restored " + backup.key() + " into " + folder + ": "
                                + plan.files().size() + " files, " + progress.line() + ".");
            }
            return 0;
        }
    }

    private int intoCluster() {
        try (var client = from.kubernetes().client()) {
            var cluster = from.kubernetes().cluster(client, into);
            var id = ask(client, cluster);
            var follow = new Follow(command.commandLine(), client, cluster);
            var state = follow.restore(id, "ConfirmationRequired", "Succeeded", "Failed", "Cancelled");
            if (state.state().equals("ConfirmationRequired")) {
                if (!yes) {
                    throw new BackupException(state.message() + ", or repeat with --backup "
                            + (choice.isOne() ? choice.backup() : state.backup()) + " --yes");
                }
                if (state.word() == null) {
                    throw new BackupException(
                            "the cluster's status has no word to say; is the operator as new as this?");
                }
                patch(client, Map.of("metadata", Map.of("annotations", Map.of(RestoreTarget.CONFIRMED, state.word()))));
                state = follow.restore(id, "Succeeded", "Failed", "Cancelled");
            }
            if (state.state().equals("Failed")) {
                throw new BackupException(state.message());
            }
            if (state.state().equals("Cancelled")) {
                throw new BackupException("the restore was taken back; the volumes are what they were before it");
            }
            command.commandLine()
                    .getOut()
                    .println("Restored " + state.key() + " into " + into
                            + (state.series() == null
                                    ? "."
                                    : ": every replica serves " + state.series() + " series of " + state.to() + "."));
            return 0;
        }
    }

    /** Asks for the restore, unless the very same one is under way, and returns the id of its record. */
    private String ask(KubernetesClient client, Database cluster) {
        var wanted = new RestoreSpec(
                from.cluster(),
                choice.backup(),
                choice.before(),
                null,
                null,
                null,
                null,
                null,
                null,
                Instant.now().toString());
        var asked = cluster.restores().spec();
        var record = Optional.ofNullable(cluster.restore());
        if (wanted.means(asked)
                && record.filter(found -> RestoreTarget.fingerprint(asked).equals(found.id()) && isUnderWay(found))
                        .isPresent()) {
            return RestoreTarget.fingerprint(asked);
        }
        var fields = new HashMap<String, Object>();
        fields.put("cluster", wanted.cluster());
        fields.put("backup", wanted.backup());
        fields.put("before", wanted.before());
        fields.put("request", wanted.request());
        patch(client, Map.of("spec", Map.of("restoreFrom", fields)));
        return RestoreTarget.fingerprint(
                from.kubernetes().cluster(client, into).restores().spec());
    }

    /** What a person allows unseen is what is the newest now, not what it was when somebody else was asked. */
    private boolean isUnderWay(RestoreStatus found) {
        return UNDER_WAY.contains(found.state())
                && !(yes && found.state().equals("ConfirmationRequired") && !choice.isOne());
    }

    private void patch(KubernetesClient client, Map<String, ?> patch) {
        client.resource(from.kubernetes().cluster(client, into).object())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization().asJson(patch));
    }
}
