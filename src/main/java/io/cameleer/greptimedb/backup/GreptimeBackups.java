package io.cameleer.greptimedb.backup;

import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.GreptimeStatus;
import io.cameleer.greptimedb.roles.Role;
import java.util.Optional;

/** GreptimeDBClusters in the terms of the shared routes. Both database and operator write to the bucket. */
public final class GreptimeBackups {
    /** A cluster as its backups see it. */
    public BackupTarget target(GreptimeDBCluster cluster) {
        return backups(cluster);
    }

    /** The same for whoever has no bean at hand. */
    private static BackupTarget backups(GreptimeDBCluster cluster) {
        var status = Optional.ofNullable(cluster.getStatus());
        return new BackupTarget(
                cluster,
                cluster.getSpec() == null ? null : cluster.getSpec().backup(),
                status.map(GreptimeStatus::backup).orElse(null),
                status.map(GreptimeStatus::lastScheduleTime).orElse(null),
                status.map(GreptimeStatus::lastBackupTime).orElse(null),
                Role.FRONTEND.selector(cluster),
                null,
                "greptimedb-backup-attempt");
    }

    /** A cluster as a restore sees it; its database runs while it takes the data. */
    public static RestoreTarget restore(GreptimeDBCluster cluster) {
        return new RestoreTarget(
                backups(cluster),
                cluster.getSpec() == null ? null : cluster.getSpec().restoreFrom(),
                Optional.ofNullable(cluster.getStatus())
                        .map(GreptimeStatus::restore)
                        .orElse(null),
                null,
                null,
                null,
                null,
                null,
                "greptimedb-restore-attempt");
    }
}
