package io.cameleer.cluster;

import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.hyperbytedb.HyperbytedbStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.List;

/** HyperbytedbClusters of one namespace, as a test writes and watches them. */
public final class Hyperbytes extends CustomClusters<HyperbytedbCluster, HyperbytedbStatus> {
    /** Works in one namespace. */
    public Hyperbytes(TestCluster cluster, String namespace) {
        super(cluster, HyperbytedbCluster.class, namespace);
    }

    @Override
    protected String phase(HyperbytedbCluster cluster) {
        return cluster.getStatus() == null ? null : cluster.getStatus().phase();
    }

    @Override
    protected List<Condition> conditions(HyperbytedbCluster cluster) {
        return cluster.getStatus() == null ? List.of() : cluster.getStatus().conditions();
    }

    /** Waits until so many members serve, replicate and nothing is on its way. */
    public HyperbytedbStatus awaitHealthy(String name, int members, Duration limit) {
        return await(
                name,
                "to have " + members + " healthy members",
                limit,
                status -> "Running".equals(status.phase())
                        && "Healthy".equals(status.clusterState())
                        && "Healthy".equals(status.replicationState())
                        && status.readyReplicas() == members
                        && status.members().size() == members
                        && status.members().stream().allMatch(HyperbytedbStatus.MemberStatus::healthy));
    }
}
