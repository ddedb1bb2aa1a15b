package io.cameleer.cluster;

import io.cameleer.hyperbytedb.restore.HyperbytedbRestore;
import io.cameleer.hyperbytedb.restore.RestoreKindStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** HyperbytedbRestores of one namespace, as a test writes and watches them. */
public final class HyperbyteRestores extends CustomClusters<HyperbytedbRestore, RestoreKindStatus> {
    /** Works in one namespace. */
    public HyperbyteRestores(TestCluster cluster, String namespace) {
        super(cluster, HyperbytedbRestore.class, namespace);
    }

    @Override
    protected String phase(HyperbytedbRestore restore) {
        return restore.getStatus() == null ? null : restore.getStatus().phase();
    }

    @Override
    protected List<Condition> conditions(HyperbytedbRestore restore) {
        RestoreKindStatus status = restore.getStatus();
        return status == null || status.conditions() == null ? List.of() : status.conditions();
    }
}
