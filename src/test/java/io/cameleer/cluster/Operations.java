package io.cameleer.cluster;

import io.cameleer.kubeblocks.ops.OpsRequest;
import io.cameleer.kubeblocks.ops.OpsStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** OpsRequests of one namespace, as a test writes and watches them. */
public final class Operations extends CustomClusters<OpsRequest, OpsStatus> {
    /** Works in one namespace. */
    public Operations(TestCluster cluster, String namespace) {
        super(cluster, OpsRequest.class, namespace);
    }

    @Override
    protected String phase(OpsRequest found) {
        return found.getStatus() == null ? null : found.getStatus().phase();
    }

    @Override
    protected List<Condition> conditions(OpsRequest found) {
        return found.getStatus() == null || found.getStatus().conditions() == null
                ? List.of()
                : found.getStatus().conditions();
    }
}
