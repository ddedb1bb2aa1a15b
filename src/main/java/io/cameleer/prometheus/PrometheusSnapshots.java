package io.cameleer.prometheus;

import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.SnapshotApi;
import java.util.Optional;

/** How a Prometheus is snapshotted: see the admin API in Prometheus' documentation. */
public final class PrometheusSnapshots {
    private static final SnapshotApi API = new SnapshotApi(
            "prometheus",
            "prometheus",
            9090,
            "/api/v1/admin/tsdb/snapshot",
            "/api/v1/status/buildinfo",
            "/prometheus/snapshots",
            "/prometheus",
            new TsdbFormat());

    /** A cluster as the backup sees it. */
    public BackupTarget target(PrometheusCluster cluster) {
        var status = Optional.ofNullable(cluster.getStatus());
        return new BackupTarget(
                cluster,
                cluster.getSpec() == null ? null : cluster.effective().backup(),
                status.map(PrometheusStatus::backup).orElse(null),
                status.map(PrometheusStatus::lastScheduleTime).orElse(null),
                status.map(PrometheusStatus::lastBackupTime).orElse(null),
                status.map(PrometheusStatus::lastDataTime).orElse(null),
                status.map(PrometheusStatus::readyReplicas).orElse(null),
                PrometheusWorkloads.selector(cluster.getMetadata().getName()),
                API,
                object -> target((PrometheusCluster) object));
    }
}
