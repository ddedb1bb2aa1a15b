package io.cameleer.prometheus;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.backup.restore.RestoredDatabase;
import io.cameleer.prometheus.scrape.Durations;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How a Prometheus is restored: its data folder is filled while it does not run. */
public final class PrometheusRestores {
    private static final PrometheusSnapshots SNAPSHOTS = new PrometheusSnapshots();

    /** A cluster as a restore sees it. */
    public RestoreTarget target(PrometheusCluster cluster) {
        return of(cluster);
    }

    /** The same for whoever has no bean at hand. */
    static RestoreTarget of(PrometheusCluster cluster) {
        if (cluster.getSpec() == null) {
            return null;
        }
        var status = Optional.ofNullable(cluster.getStatus());
        return new RestoreTarget(
                SNAPSHOTS.target(cluster),
                cluster.getSpec().restoreFrom(),
                status.map(PrometheusStatus::restore).orElse(null),
                status.map(PrometheusStatus::verify).orElse(null),
                () -> PrometheusStatefulSet.of(cluster, cluster.getSpec().replicas()),
                "data",
                retention(cluster.getSpec().retention()),
                new Database(),
                object -> of((PrometheusCluster) object));
    }

    /** How long a cluster keeps samples; a rule refuses what is no duration. */
    private static Duration retention(String text) {
        return Durations.parse(text).stream()
                .mapToObj(Duration::ofMillis)
                .findFirst()
                .orElse(Duration.ofNanos(Long.MAX_VALUE));
    }

    /** A Prometheus over restored data; it scrapes nothing and deletes nothing. */
    private static final class Database implements RestoredDatabase {
        private static final ObjectMapper JSON = new ObjectMapper();

        @Override
        public String start(String directory) {
            var config = directory + "/.cameleer-prometheus.yml";
            return "echo 'global: {}' > " + config + "; exec prometheus --config.file=" + config
                    + " --storage.tsdb.path=" + directory + " --storage.tsdb.retention.time=100y";
        }

        @Override
        public int port() {
            return 9090;
        }

        @Override
        public String readyPath() {
            return "/-/ready";
        }

        @Override
        public String queryPath(Instant at) {
            return "/api/v1/query?time=" + at.toEpochMilli() / 1000.0 + "&query="
                    + URLEncoder.encode("count({__name__!=\"\"})", StandardCharsets.UTF_8);
        }

        @Override
        public long series(String answer) throws IOException {
            var tree = JSON.readTree(answer);
            if (!"success".equals(tree.path("status").asText())) {
                throw new IOException(tree.path("error").asText("it is no answer of Prometheus"));
            }
            return tree.path("data")
                    .path("result")
                    .path(0)
                    .path("value")
                    .path(1)
                    .asLong(0);
        }
    }
}
