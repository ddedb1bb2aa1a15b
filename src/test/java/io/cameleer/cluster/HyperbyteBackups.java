package io.cameleer.cluster;

import io.cameleer.hyperbytedb.backup.BackupKindStatus;
import io.cameleer.hyperbytedb.backup.HyperbytedbBackup;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** HyperbytedbBackups of one namespace, as a test writes and watches them. */
public final class HyperbyteBackups extends CustomClusters<HyperbytedbBackup, BackupKindStatus> {
    /** Works in one namespace. */
    public HyperbyteBackups(TestCluster cluster, String namespace) {
        super(cluster, HyperbytedbBackup.class, namespace);
    }

    @Override
    protected String phase(HyperbytedbBackup backup) {
        return backup.getStatus() == null ? null : backup.getStatus().phase();
    }

    @Override
    protected List<Condition> conditions(HyperbytedbBackup backup) {
        BackupKindStatus status = backup.getStatus();
        return status == null || status.conditions() == null ? List.of() : status.conditions();
    }
}
