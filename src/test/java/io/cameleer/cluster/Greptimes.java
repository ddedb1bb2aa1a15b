package io.cameleer.cluster;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.GreptimeStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.List;

/** GreptimeDBClusters of one namespace, as a test writes and watches them. */
public final class Greptimes extends CustomClusters<GreptimeDBCluster, GreptimeStatus> {
    /** Works in one namespace. */
    public Greptimes(TestCluster cluster, String namespace) {
        super(cluster, GreptimeDBCluster.class, namespace);
    }

    @Override
    protected String phase(GreptimeDBCluster cluster) {
        return cluster.getStatus() == null ? null : cluster.getStatus().phase();
    }

    @Override
    protected List<Condition> conditions(GreptimeDBCluster cluster) {
        return cluster.getStatus() == null ? List.of() : cluster.getStatus().conditions();
    }

    /** Waits until the message holds a text. */
    public void awaitMessage(String name, String text, Duration limit) {
        Waiting.until(name + " to say \"" + text + "\"", limit, () -> {
            var status = get(name).getStatus();
            if (status == null || !String.valueOf(status.message()).contains(text)) {
                throw new IllegalStateException("its status is " + status);
            }
            return true;
        });
    }
}
