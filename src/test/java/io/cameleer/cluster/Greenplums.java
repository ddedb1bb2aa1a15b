package io.cameleer.cluster;

import io.cameleer.greenplum.GreenplumCluster;
import io.cameleer.greenplum.GreenplumStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.List;

/** GreenplumClusters of one namespace, as a test writes and watches them. */
public final class Greenplums extends CustomClusters<GreenplumCluster, GreenplumStatus> {
    /** Works in one namespace. */
    public Greenplums(TestCluster cluster, String namespace) {
        super(cluster, GreenplumCluster.class, namespace);
    }

    @Override
    protected String phase(GreenplumCluster cluster) {
        return cluster.getStatus() == null ? null : cluster.getStatus().phase();
    }

    @Override
    protected List<Condition> conditions(GreenplumCluster cluster) {
        return cluster.getStatus() == null || cluster.getStatus().conditions() == null
                ? List.of()
                : cluster.getStatus().conditions();
    }

    /** Waits until all of it serves, everything that has a copy is in step with it, and nothing is on its way. */
    public GreenplumStatus awaitWhole(String name, int segments, Duration limit) {
        return await(
                name,
                "to be whole with " + segments + " segments",
                limit,
                status -> "Running".equals(status.phase())
                        && status.segmentsUp() == segments
                        && status.segmentsDown() != null
                        && status.segmentsDown() == 0
                        && !GreenplumStatus.NOT_IN_SYNC.equals(status.standby())
                        && !GreenplumStatus.NOT_IN_SYNC.equals(status.mirrors())
                        && conditions(get(name)).stream()
                                .anyMatch(condition -> condition.getType().equals("Progressing")
                                        && condition.getStatus().equals("False")));
    }
}
