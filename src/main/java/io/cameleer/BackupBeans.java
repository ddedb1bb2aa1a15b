package io.cameleer;

import io.cameleer.backup.Archives;
import io.cameleer.backup.Backups;
import io.cameleer.backup.Increments;
import io.cameleer.backup.Patience;
import io.cameleer.backup.ProgressReports;
import io.cameleer.backup.RetentionRun;
import io.cameleer.backup.Snapshots;
import io.cameleer.backup.StoreAccess;
import io.cameleer.backup.Uploads;
import io.cameleer.backup.restore.DataCheck;
import io.cameleer.backup.restore.RestorePods;
import io.cameleer.backup.restore.Restores;
import io.cameleer.backup.restore.Transfers;
import io.cameleer.backup.restore.Verifications;
import io.cameleer.greenplum.backup.SegmentExport;
import io.cameleer.greenplum.backup.SegmentImport;
import io.cameleer.greptimedb.backup.TableExport;
import io.cameleer.greptimedb.backup.TableImport;
import io.cameleer.hyperbytedb.restore.HyperbytedbRestores;
import io.cameleer.hyperbytedb.restore.RestoreKindRules;
import io.cameleer.kubeblocks.backup.BackupWipe;
import io.cameleer.kubeblocks.backup.DescribedBackups;

/** The beans of backups, restores, verifications and retention. */
final class BackupBeans {
    private BackupBeans() {}

    static Backups bind(Tools tools) {
        var registry = tools.registry();
        var settings = tools.settings();
        var backups = new Backups(
                tools.client(),
                tools.outcomes("backup", "tsdb_operator_backup", "backup"),
                settings.seconds("cameleer.backup.jitter"));
        var snapshots = new Snapshots(
                tools.client(), backups, new Patience(tools.clock(), settings.seconds("cameleer.backup.patience")));
        var stores = new StoreAccess(
                tools.client(),
                settings.text("cameleer.backup.s3.endpoint"),
                settings.text("cameleer.backup.s3.region"));
        var reports = new ProgressReports(tools.status(), tools.clock(), settings.millis("cameleer.backup.progress"));
        registry.bind("backups", backups);
        registry.bind("snapshots", snapshots);
        registry.bind("uploads", new Uploads(stores));
        registry.bind("retention", new RetentionRun(stores, tools.status(), tools.events(), tools.clock()));
        registry.bind("archives", new Archives(stores, snapshots, reports, tools.clock()));
        registry.bind("increments", new Increments(stores, snapshots, reports, tools.clock()));
        var restores = bindRestores(tools, stores, reports);
        bindTables(tools, stores, reports, restores);
        var described = new DescribedBackups(tools.client());
        registry.bind("describedBackups", described);
        registry.bind("backupWipe", new BackupWipe(described, stores));
        registry.bind("restoreKindRules", new RestoreKindRules(tools.client()));
        registry.bind(
                "hyperbytedbRestores",
                new HyperbytedbRestores(
                        tools.client(),
                        restores,
                        tools.status(),
                        new Patience(tools.clock(), settings.seconds("cameleer.restore.patience"))));
        return backups;
    }

    private static Restores bindRestores(Tools tools, StoreAccess stores, ProgressReports reports) {
        var registry = tools.registry();
        var settings = tools.settings();
        var patience = settings.seconds("cameleer.restore.patience");
        var check = new DataCheck(tools.client(), tools.clock(), patience);
        var transfers = new Transfers(stores, reports, settings.number("cameleer.restore.streams"));
        registry.bind("transfers", transfers);
        registry.bind("dataCheck", check);
        registry.bind("restorePods", new RestorePods(tools.client(), tools.clock(), patience));
        registry.bind(
                "verifications",
                new Verifications(transfers, tools.outcomes("verify", "tsdb_operator_backup_verify", "verify")));
        var restores = new Restores(
                tools.client(),
                transfers,
                check,
                tools.outcomes("restore", "tsdb_operator_restore", "restore"),
                settings.seconds("cameleer.restore.pause"));
        registry.bind("restores", restores);
        return restores;
    }

    /** Databases that write and read their backups themselves. */
    private static void bindTables(Tools tools, StoreAccess stores, ProgressReports reports, Restores restores) {
        var limit = tools.settings().seconds("cameleer.greptimedb.copy");
        tools.registry().bind("tableExport", new TableExport(tools.client(), stores, reports, tools.clock(), limit));
        tools.registry().bind("tableImport", new TableImport(tools.client(), stores, restores, limit));
        var dump = tools.settings().seconds("cameleer.greenplum.dump");
        tools.registry().bind("segmentExport", new SegmentExport(tools.client(), stores, reports, tools.clock(), dump));
        tools.registry().bind("segmentImport", new SegmentImport(tools.client(), stores, restores, dump));
    }
}
