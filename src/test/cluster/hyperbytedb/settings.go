package main

import (
	"strings"

	"github.com/BurntSushi/toml"
)

type settings struct {
	Server struct {
		BindAddress          string `toml:"bind_address"`
		Port                 int    `toml:"port"`
		MaxBodySizeBytes     int64  `toml:"max_body_size_bytes"`
		RequestTimeoutSecs   int    `toml:"request_timeout_secs"`
		QueryTimeoutSecs     int    `toml:"query_timeout_secs"`
		MaxConcurrentQueries int    `toml:"max_concurrent_queries"`
		TLSEnabled           bool   `toml:"tls_enabled"`
		TLSCertPath          string `toml:"tls_cert_path"`
		TLSKeyPath           string `toml:"tls_key_path"`
	} `toml:"server"`
	Storage struct {
		WalDir    string `toml:"wal_dir"`
		MetaDir   string `toml:"meta_dir"`
		WalFormat string `toml:"wal_format"`
		Backend   string `toml:"backend"`
		S3        struct {
			Bucket   string `toml:"bucket"`
			Prefix   string `toml:"prefix"`
			Region   string `toml:"region"`
			Endpoint string `toml:"endpoint"`
		} `toml:"s3"`
	} `toml:"storage"`
	Flush struct {
		IntervalSecs       int    `toml:"interval_secs"`
		WalSizeThresholdMb int    `toml:"wal_size_threshold_mb"`
		TimeBucketDuration string `toml:"time_bucket_duration"`
		MaxPointsPerBatch  int    `toml:"max_points_per_batch"`
		WalBatchSize       int    `toml:"wal_batch_size"`
		WalBatchDelayUs    int64  `toml:"wal_batch_delay_us"`
		ArrowWalEnabled    bool   `toml:"arrow_wal_enabled"`
	} `toml:"flush"`
	Compaction struct {
		Enabled           bool `toml:"enabled"`
		IntervalSecs      int  `toml:"interval_secs"`
		MinFilesToCompact int  `toml:"min_files_to_compact"`
		TargetFileSizeMb  int  `toml:"target_file_size_mb"`
	} `toml:"compaction"`
	Chdb struct {
		SessionDataPath string `toml:"session_data_path"`
		PoolSize        int    `toml:"pool_size"`
	} `toml:"chdb"`
	Auth struct {
		Enabled bool `toml:"enabled"`
	} `toml:"auth"`
	Logging struct {
		Level  string `toml:"level"`
		Format string `toml:"format"`
	} `toml:"logging"`
	Cardinality struct {
		MaxTagValuesPerMeasurement int `toml:"max_tag_values_per_measurement"`
		MaxMeasurementsPerDatabase int `toml:"max_measurements_per_database"`
	} `toml:"cardinality"`
	StatementSummary struct {
		Enabled    bool `toml:"enabled"`
		MaxEntries int  `toml:"max_entries"`
	} `toml:"statement_summary"`
	HintedHandoff struct {
		Enabled         bool `toml:"enabled"`
		MaxHintsPerPeer int  `toml:"max_hints_per_peer"`
		MaxHintAgeSecs  int  `toml:"max_hint_age_secs"`
	} `toml:"hinted_handoff"`
	RateLimit struct {
		Enabled              bool `toml:"enabled"`
		MaxRequestsPerSecond int  `toml:"max_requests_per_second"`
	} `toml:"rate_limit"`
	Retention struct {
		Enabled  bool   `toml:"enabled"`
		Interval string `toml:"interval"`
	} `toml:"retention"`
	Cluster struct {
		Enabled                 bool     `toml:"enabled"`
		Peers                   []string `toml:"peers"`
		ReplicationLogDir       string   `toml:"replication_log_dir"`
		RaftDir                 string   `toml:"raft_dir"`
		HeartbeatIntervalSecs   int      `toml:"heartbeat_interval_secs"`
		HeartbeatMissThreshold  int      `toml:"heartbeat_miss_threshold"`
		AntiEntropyEnabled      bool     `toml:"anti_entropy_enabled"`
		AntiEntropyIntervalSecs int      `toml:"anti_entropy_interval_secs"`
		SyncMaxConcurrentFiles  int      `toml:"sync_max_concurrent_files"`
		ReplicationMaxRetries   int      `toml:"replication_max_retries"`
		RaftHeartbeatIntervalMs int      `toml:"raft_heartbeat_interval_ms"`
		RaftElectionTimeoutMs   int      `toml:"raft_election_timeout_ms"`
		RaftSnapshotThreshold   int      `toml:"raft_snapshot_threshold"`
		Replication             struct {
			Mode         string `toml:"mode"`
			AckTimeoutMs int    `toml:"ack_timeout_ms"`
			SyncQuorum   struct {
				MinAcks int `toml:"min_acks"`
			} `toml:"sync_quorum"`
		} `toml:"replication"`
	} `toml:"cluster"`
}

func readSettings(path string) settings {
	var read settings
	known, err := toml.DecodeFile(path, &read)
	if err != nil {
		fail("%s: %v", path, err)
	}
	if unknown := known.Undecoded(); len(unknown) > 0 {
		fail("%s: unknown key %s", path, unknown[0])
	}
	for name, value := range map[string]string{
		"storage.wal_dir":             read.Storage.WalDir,
		"storage.meta_dir":            read.Storage.MetaDir,
		"chdb.session_data_path":      read.Chdb.SessionDataPath,
		"cluster.replication_log_dir": read.Cluster.ReplicationLogDir,
		"cluster.raft_dir":            read.Cluster.RaftDir,
	} {
		if !strings.HasPrefix(value, "/var/lib/hyperbytedb/") {
			fail("%s: %q does not lie on the volume", name, value)
		}
	}
	if read.Server.Port < 1 || read.Cluster.RaftElectionTimeoutMs < 1 || read.Flush.IntervalSecs < 1 {
		fail("%s: server.port, cluster.raft_election_timeout_ms and flush.interval_secs have to be set", path)
	}
	if read.Storage.Backend == "s3" && read.Storage.S3.Bucket == "" {
		fail("%s: storage.s3.bucket is missing", path)
	}
	if !read.Cluster.Enabled || len(read.Cluster.Peers) == 0 {
		fail("%s: cluster.enabled and cluster.peers have to be set", path)
	}
	return read
}
