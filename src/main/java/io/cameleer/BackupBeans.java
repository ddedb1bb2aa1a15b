package io.cameleer;

import io.cameleer.backup.Archives;
import io.cameleer.backup.BackupRun;
import io.cameleer.backup.Backups;
import io.cameleer.backup.Increments;
import io.cameleer.backup.Outcomes;
import io.cameleer.backup.Patience;
import io.cameleer.backup.ProgressReports;
import io.cameleer.backup.RetentionRun;
import io.cameleer.backup.Snapshots;
import io.cameleer.backup.StoreAccess;
import io.cameleer.backup.Uploads;
import io.cameleer.backup.restore.DataCheck;
import io.cameleer.backup.restore.DeletionHold;
import io.cameleer.backup.restore.RestoreChoice;
import io.cameleer.backup.restore.RestorePods;
import io.cameleer.backup.restore.RestoreRecords;
import io.cameleer.backup.restore.RestoreRun;
import io.cameleer.backup.restore.Restores;
import io.cameleer.backup.restore.Transfers;
import io.cameleer.backup.restore.Verifications;
import io.cameleer.backup.store.TrustedEndpoints;
import io.cameleer.reconcile.GrowingPause;
import io.cameleer.reconcile.KubernetesIdentity;
import java.util.function.Function;

/** The beans of backups, restores, verifications and retention. */
final class BackupBeans {
    private BackupBeans() {}

    static Backups bind(Tools tools) {
        var registry = tools.registry();
        var settings = tools.settings();
        var outcomes = tools.outcomes("backup", "tsdb_operator_backup", "backup");
        var backups = new Backups(
                tools.client(),
                outcomes,
                settings.seconds("cameleer.backup.jitter"),
                new GrowingPause(settings.seconds("cameleer.backup.pause")));
        var snapshots = new Snapshots(
                tools.client(), backups, new Patience(tools.clock(), settings.seconds("cameleer.backup.patience")));
        var stores = new StoreAccess(
                tools.client(),
                settings.text("cameleer.backup.s3.endpoint"),
                settings.text("cameleer.backup.s3.region"),
                new TrustedEndpoints(settings.list("cameleer.backup.identity-endpoints")));
        var reports = new ProgressReports<BackupRun>(
                run -> outcomes, tools.clock(), settings.millis("cameleer.backup.progress"));
        var kubernetes = new KubernetesIdentity(tools.client());
        registry.bind("backups", backups);
        registry.bind("snapshots", snapshots);
        var uploads = new Uploads(stores, backups, kubernetes);
        registry.bind("uploads", uploads);
        registry.bind("retention", new RetentionRun(stores, tools.status(), tools.events(), tools.clock()));
        registry.bind("archives", new Archives(stores, snapshots, uploads, reports, tools.clock()));
        registry.bind("increments", new Increments(stores, snapshots, uploads, reports, tools.clock()));
        bindRestores(tools, stores, kubernetes);
        return backups;
    }

    private static void bindRestores(Tools tools, StoreAccess stores, KubernetesIdentity kubernetes) {
        var registry = tools.registry();
        var settings = tools.settings();
        var patience = settings.seconds("cameleer.restore.patience");
        var check = new DataCheck(tools.client(), tools.clock(), patience);
        var restores = tools.outcomes("restore", "tsdb_operator_restore", "restore");
        var verifications = tools.outcomes("verify", "tsdb_operator_backup_verify", "verify");
        Function<RestoreRun, Outcomes> outcomes = run -> run.isVerify() ? verifications : restores;
        var pods = new RestorePods(tools.client(), tools.clock(), patience, outcomes);
        var reports = new ProgressReports<>(outcomes, tools.clock(), settings.millis("cameleer.backup.progress"));
        var streams = settings.number("cameleer.restore.streams");
        var transfers = new Transfers(stores, reports, outcomes, pods::awaitStopped, streams);
        registry.bind("transfers", transfers);
        registry.bind("dataCheck", check);
        registry.bind("restoreChoice", new RestoreChoice(transfers, tools.clock()));
        registry.bind("restorePods", pods);
        registry.bind("deletionHold", new DeletionHold(tools.client(), pods));
        registry.bind("verifications", new Verifications(tools.client(), transfers, verifications, kubernetes));
        registry.bind(
                "restores", new Restores(tools.client(), check, restores, settings.seconds("cameleer.restore.pause")));
        registry.bind("restoreRecords", new RestoreRecords(transfers, check, restores));
    }
}
