package io.cameleer.prometheus;

import io.cameleer.failover.FailoverSpec;
import io.cameleer.failover.FailoverStatus;
import io.cameleer.failover.FailoverTarget;
import java.time.Instant;
import java.util.Optional;

/** How a Prometheus is asked whether it serves: see the management API and the WAL replay status in its documentation. */
public final class PrometheusFailover {
    /** A cluster as fail-over sees it, or null when its spec is missing. */
    public FailoverTarget target(PrometheusCluster cluster) {
        if (cluster.getSpec() == null) {
            return null;
        }
        var status = Optional.ofNullable(cluster.getStatus());
        return new FailoverTarget(
                cluster,
                Optional.ofNullable(cluster.getSpec().failover()).orElse(FailoverSpec.defaults()),
                PrometheusWorkloads.selector(cluster.getMetadata().getName()),
                cluster.getSpec().replicas(),
                status.map(PrometheusStatus::readyReplicas).orElse(0),
                "prometheus",
                9090,
                "/-/ready",
                "/api/v1/status/walreplay",
                status.map(PrometheusStatus::lastFailoverTime)
                        .map(Instant::parse)
                        .orElse(null),
                status.map(PrometheusStatus::failover)
                        .map(FailoverStatus::count)
                        .orElse(0));
    }
}
