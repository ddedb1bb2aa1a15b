package io.cameleer.hyperbytedb.objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.hyperbytedb.spec.HyperbytedbSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The database's configuration file. A setting that the spec leaves to the database is not in it. */
public final class ConfigToml {
    /** The folder of all data. */
    public static final String DIRECTORY = "/var/lib/hyperbytedb";

    /** The folder of the certificate. */
    public static final String TLS = "/etc/hyperbytedb/tls";

    private static final TomlMapper TOML = new TomlMapper();
    private static final String CLUSTER = "cluster";
    private static final String PEERS = "peers";

    private final Map<String, Map<String, Object>> sections = new LinkedHashMap<>();

    private ConfigToml() {}

    /**
     * The configuration of a cluster.
     *
     * @param members how many members there are or are about to be
     */
    public static ConfigToml of(HyperbytedbCluster cluster, int members) {
        var config = new ConfigToml();
        var spec = cluster.getSpec();
        config.server(spec);
        config.storage(spec);
        config.engine(spec);
        config.limits(spec);
        config.cluster(cluster, members);
        return config;
    }

    /** The file. */
    public String text() {
        return sections.entrySet().stream()
                .filter(section -> !section.getValue().isEmpty())
                .map(section -> "[" + section.getKey() + "]\n" + toml(section.getValue()))
                .collect(Collectors.joining("\n"));
    }

    /** Changes with every setting that a pod has to be restarted for; who else is there is not one. */
    public String hash() {
        var lasting =
                text().lines().filter(line -> !line.startsWith(PEERS + " = ")).collect(Collectors.joining("\n"));
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(lasting.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String toml(Map<String, Object> settings) {
        try {
            return TOML.writeValueAsString(settings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void set(String section, String key, Object value) {
        var settings = sections.computeIfAbsent(section, name -> new LinkedHashMap<>());
        if (value != null) {
            settings.put(key, value);
        }
    }

    private void server(HyperbytedbSpec spec) {
        var server = spec.server();
        set("server", "bind_address", "0.0.0.0");
        set("server", "port", server.port());
        set("server", "max_body_size_bytes", server.maxBodySizeBytes());
        set("server", "request_timeout_secs", server.requestTimeoutSecs());
        set("server", "query_timeout_secs", server.queryTimeoutSecs());
        set("server", "max_concurrent_queries", server.maxConcurrentQueries());
        set("server", "tls_enabled", server.tls().enabled());
        if (server.tls().enabled()) {
            set("server", "tls_cert_path", TLS + "/tls.crt");
            set("server", "tls_key_path", TLS + "/tls.key");
        }
        set("auth", "enabled", spec.auth().enabled());
        set("logging", "level", spec.logging().level());
        set("logging", "format", spec.logging().format());
    }

    private void storage(HyperbytedbSpec spec) {
        var storage = spec.storage();
        set("storage", "wal_dir", DIRECTORY + "/wal");
        set("storage", "meta_dir", DIRECTORY + "/meta");
        set("storage", "wal_format", storage.walFormat());
        set("storage", "backend", storage.backend());
        if (storage.onS3() && storage.s3() != null) {
            set("storage.s3", "bucket", storage.s3().bucket());
            set("storage.s3", "prefix", storage.s3().prefix());
            set("storage.s3", "region", storage.s3().region());
            set("storage.s3", "endpoint", storage.s3().endpoint());
        }
    }

    private void engine(HyperbytedbSpec spec) {
        var flush = spec.flush();
        set("flush", "interval_secs", flush.intervalSecs());
        set("flush", "wal_size_threshold_mb", flush.walSizeThresholdMb());
        set("flush", "time_bucket_duration", flush.timeBucketDuration());
        set("flush", "max_points_per_batch", flush.maxPointsPerBatch());
        set("flush", "wal_batch_size", flush.walBatchSize());
        set("flush", "wal_batch_delay_us", flush.walBatchDelayUs());
        set("flush", "arrow_wal_enabled", flush.arrowWalEnabled());
        var compaction = spec.compaction();
        set("compaction", "enabled", compaction.enabled());
        set("compaction", "interval_secs", compaction.intervalSecs());
        set("compaction", "min_files_to_compact", compaction.minFilesToCompact());
        set("compaction", "target_file_size_mb", compaction.targetFileSizeMb());
        set("chdb", "session_data_path", DIRECTORY + "/chdb");
        set("chdb", "pool_size", spec.chdb().poolSize());
    }

    private void limits(HyperbytedbSpec spec) {
        if (spec.cardinality() != null) {
            set(
                    "cardinality",
                    "max_tag_values_per_measurement",
                    spec.cardinality().maxTagValuesPerMeasurement());
            set(
                    "cardinality",
                    "max_measurements_per_database",
                    spec.cardinality().maxMeasurementsPerDatabase());
        }
        if (spec.statementSummary() != null) {
            set("statement_summary", "enabled", spec.statementSummary().enabled());
            set("statement_summary", "max_entries", spec.statementSummary().maxEntries());
        }
        if (spec.hintedHandoff() != null) {
            set("hinted_handoff", "enabled", spec.hintedHandoff().enabled());
            set("hinted_handoff", "max_hints_per_peer", spec.hintedHandoff().maxHintsPerPeer());
            set("hinted_handoff", "max_hint_age_secs", spec.hintedHandoff().maxHintAgeSecs());
        }
        if (spec.rateLimit() != null) {
            set("rate_limit", "enabled", spec.rateLimit().enabled());
            set("rate_limit", "max_requests_per_second", spec.rateLimit().maxRequestsPerSecond());
        }
        if (spec.retention() != null) {
            set("retention", "enabled", spec.retention().enabled());
            set("retention", "interval", spec.retention().interval());
        }
    }

    /** A single member is a Raft group too: else it would have to be restarted when others join. */
    private void cluster(HyperbytedbCluster cluster, int members) {
        var spec = cluster.getSpec().cluster();
        set(CLUSTER, "enabled", true);
        set(
                CLUSTER,
                PEERS,
                IntStream.range(0, members)
                        .mapToObj(ordinal -> Names.address(cluster, ordinal))
                        .toList());
        set(CLUSTER, "replication_log_dir", DIRECTORY + "/replication");
        set(CLUSTER, "raft_dir", DIRECTORY + "/raft");
        set(CLUSTER, "heartbeat_interval_secs", spec.heartbeatIntervalSecs());
        set(CLUSTER, "heartbeat_miss_threshold", spec.heartbeatMissThreshold());
        set(CLUSTER, "anti_entropy_enabled", spec.antiEntropyEnabled());
        set(CLUSTER, "anti_entropy_interval_secs", spec.antiEntropyIntervalSecs());
        set(CLUSTER, "sync_max_concurrent_files", spec.syncMaxConcurrentFiles());
        set(CLUSTER, "replication_max_retries", spec.replicationMaxRetries());
        set(CLUSTER, "raft_heartbeat_interval_ms", spec.raftHeartbeatIntervalMs());
        set(CLUSTER, "raft_election_timeout_ms", spec.raftElectionTimeoutMs());
        set(CLUSTER, "raft_snapshot_threshold", spec.raftSnapshotThreshold());
        if (spec.replication() != null) {
            set("cluster.replication", "mode", spec.replication().mode());
            set("cluster.replication", "ack_timeout_ms", spec.replication().ackTimeoutMs());
            if (spec.replication().syncQuorum() != null) {
                set(
                        "cluster.replication.sync_quorum",
                        "min_acks",
                        spec.replication().syncQuorum().minAcks());
            }
        }
    }
}
