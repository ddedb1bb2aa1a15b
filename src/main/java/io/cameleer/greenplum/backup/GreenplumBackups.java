package io.cameleer.greenplum.backup;

import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.greenplum.GreenplumCluster;
import io.cameleer.greenplum.GreenplumStatus;
import java.util.Map;
import java.util.Optional;

/** GreenplumClusters in the terms of the shared routes. */
public final class GreenplumBackups {
    /** A cluster as its backups see it: the database's own tool is begun by the active master. */
    public BackupTarget target(GreenplumCluster cluster) {
        return backups(cluster);
    }

    private static BackupTarget backups(GreenplumCluster cluster) {
        var status = Optional.ofNullable(cluster.getStatus());
        return new BackupTarget(
                cluster,
                cluster.getSpec() == null ? null : cluster.getSpec().backup(),
                status.map(GreenplumStatus::backup).orElse(null),
                status.map(GreenplumStatus::lastScheduleTime).orElse(null),
                status.map(GreenplumStatus::lastBackupTime).orElse(null),
                Map.of(
                        "statefulset.kubernetes.io/pod-name",
                        status.map(GreenplumStatus::activeMaster).orElse(GreenplumCluster.FIRST_MASTER)),
                null,
                "greenplum-backup-attempt");
    }

    /** A cluster as a restore sees it; its database runs while it takes the data. */
    public static RestoreTarget restore(GreenplumCluster cluster) {
        return new RestoreTarget(
                backups(cluster),
                cluster.getSpec() == null ? null : cluster.getSpec().restoreFrom(),
                Optional.ofNullable(cluster.getStatus())
                        .map(GreenplumStatus::restore)
                        .orElse(null),
                null,
                null,
                null,
                null,
                null,
                "greenplum-restore-attempt");
    }
}
