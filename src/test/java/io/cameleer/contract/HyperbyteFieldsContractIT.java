package io.cameleer.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.cameleer.cluster.Hyperbytes;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.cameleer.tls.Authority;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the spec tables of the document, in the object that it is for. All clusters exist at once. */
class HyperbyteFieldsContractIT {
    private static final String TLS = "server: {tls: {enabled: true}}";
    private static final List<String> ROWS = List.of(
            // top level
            "{}                            | statefulset/OWN   | \"replicas\":1,",
            "{replicas: 2}                 | statefulset/OWN   | \"replicas\":2,",
            "{replicas: 2}                 | poddisruptionbudget/OWN | \"maxUnavailable\":1",
            "{}                            | statefulset/OWN   | \"image\":\"hyperbytedb:latest\"",
            "{image: 'my.registry:5000/db:1'} | statefulset/OWN | \"image\":\"my.registry:5000/db:1\"",
            "{image: 'my.registry:5000/db', version: 1.2.3} | statefulset/OWN | \"image\":\"my.registry:5000/db:1.2.3\"",
            "{version: 1.2.3}              | statefulset/OWN   | \"image\":\"hyperbytedb:1.2.3\"",
            "{imagePullPolicy: Never}      | statefulset/OWN   | \"imagePullPolicy\":\"Never\"",
            "{imagePullSecrets: [{name: registry}]} | statefulset/OWN | \"imagePullSecrets\":[{\"name\":\"registry\"}]",
            "{resources: {requests: {cpu: 250m}, limits: {memory: 2Gi}}} | statefulset/OWN | \"resources\":{\"limits\":{\"memory\":\"2Gi\"},\"requests\":{\"cpu\":\"250m\"}}",
            "{podAnnotations: {a: b}}      | statefulset/OWN   | \"a\":\"b\"",
            "{podLabels: {c: d}}           | statefulset/OWN   | \"c\":\"d\"",
            "{affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: zone}}]}}} | statefulset/OWN | \"topologyKey\":\"zone\"",
            "{topologySpreadConstraints: [{maxSkew: 1, topologyKey: rack, whenUnsatisfiable: ScheduleAnyway}]} | statefulset/OWN | \"topologySpreadConstraints\":[{\"maxSkew\":1,\"topologyKey\":\"rack\",\"whenUnsatisfiable\":\"ScheduleAnyway\"}]",
            "{}                            | statefulset/OWN   | \"topologyKey\":\"kubernetes.io/hostname\"",
            "{tolerations: [{key: a, operator: Exists}]} | statefulset/OWN | \"tolerations\":[{\"key\":\"a\",\"operator\":\"Exists\"}]",
            "{additionalVolumes: [{name: more, emptyDir: {}}], additionalVolumeMounts: [{name: more, mountPath: /more}]} | statefulset/OWN | {\"mountPath\":\"/more\",\"name\":\"more\"}",
            // server
            "{}                            | configmap/OWN-config | bind_address = '0.0.0.0'\\nport = 8086\\nmax_body_size_bytes = 26214400\\nrequest_timeout_secs = 30\\nquery_timeout_secs = 30\\ntls_enabled = false",
            "{server: {port: 9086}}        | service/OWN       | \"port\":9086",
            "{server: {port: 9086}}        | service/OWN-headless | \"port\":9086",
            "{server: {maxBodySizeBytes: 5}} | configmap/OWN-config | max_body_size_bytes = 5",
            "{server: {requestTimeoutSecs: 6}} | configmap/OWN-config | request_timeout_secs = 6",
            "{server: {queryTimeoutSecs: 7}} | configmap/OWN-config | query_timeout_secs = 7",
            "{server: {maxConcurrentQueries: 8}} | configmap/OWN-config | max_concurrent_queries = 8",
            // server.tls
            "{" + TLS
                    + "}                 | configmap/OWN-config | tls_enabled = true\\ntls_cert_path = '/etc/hyperbytedb/tls/tls.crt'\\ntls_key_path = '/etc/hyperbytedb/tls/tls.key'",
            "{" + TLS + "}                 | statefulset/OWN   | \"scheme\":\"HTTPS\"",
            "{" + TLS + "}                 | secret/OWN-tls    | \"type\":\"kubernetes.io/tls\"",
            "{server: {tls: {enabled: true, secretName: given}}} | statefulset/OWN | \"secretName\":\"given\"",
            // storage
            "{}                            | configmap/OWN-config | wal_dir = '/var/lib/hyperbytedb/wal'\\nmeta_dir = '/var/lib/hyperbytedb/meta'\\nbackend = 'local'",
            "{storage: {volumeClaimTemplate: {storageClassName: fixed-size}}} | statefulset/OWN | \"storageClassName\":\"fixed-size\"",
            "{}                            | statefulset/OWN   | \"requests\":{\"storage\":\"10Gi\"}",
            "{storage: {volumeClaimTemplate: {size: 7Gi}}} | statefulset/OWN | \"requests\":{\"storage\":\"7Gi\"}",
            "{storage: {walFormat: arrow}} | configmap/OWN-config | wal_format = 'arrow'",
            "{}                            | statefulset/OWN   | \"whenDeleted\":\"Retain\",\"whenScaled\":\"Retain\"",
            "{storage: {volumeDeletionPolicy: Delete}} | statefulset/OWN | \"whenDeleted\":\"Delete\",\"whenScaled\":\"Delete\"",
            "{storage: {backend: s3, s3: {bucket: b, prefix: p/, region: us-east-1, endpoint: 'https://store'}}} | configmap/OWN-config | backend = 's3'\\n\\n[storage.s3]\\nbucket = 'b'\\nprefix = 'p/'\\nregion = 'us-east-1'\\nendpoint = 'https://store'",
            "{storage: {backend: s3, s3: {bucket: b, credentialsSecretName: s3}}} | statefulset/OWN | {\"name\":\"HYPERBYTEDB__STORAGE__S3__ACCESS_KEY_ID\",\"valueFrom\":{\"secretKeyRef\":{\"key\":\"access_key_id\",\"name\":\"s3\"}}}",
            "{storage: {backend: s3, s3: {bucket: b, credentialsSecretName: s3}}} | statefulset/OWN | {\"name\":\"HYPERBYTEDB__STORAGE__S3__SECRET_ACCESS_KEY\",\"valueFrom\":{\"secretKeyRef\":{\"key\":\"secret_access_key\",\"name\":\"s3\"}}}",
            // flush
            "{}                            | configmap/OWN-config | [flush]\\ninterval_secs = 10\\nwal_size_threshold_mb = 64\\ntime_bucket_duration = '1h'",
            "{flush: {intervalSecs: 5, walSizeThresholdMb: 6, timeBucketDuration: 2h}} | configmap/OWN-config | [flush]\\ninterval_secs = 5\\nwal_size_threshold_mb = 6\\ntime_bucket_duration = '2h'",
            "{flush: {maxPointsPerBatch: 1, walBatchSize: 2, walBatchDelayUs: 3, arrowWalEnabled: true}} | configmap/OWN-config | max_points_per_batch = 1\\nwal_batch_size = 2\\nwal_batch_delay_us = 3\\narrow_wal_enabled = true",
            // compaction, chdb
            "{}                            | configmap/OWN-config | [compaction]\\nenabled = true\\ninterval_secs = 300\\nmin_files_to_compact = 4\\ntarget_file_size_mb = 256",
            "{compaction: {enabled: false, intervalSecs: 1, minFilesToCompact: 2, targetFileSizeMb: 3}} | configmap/OWN-config | [compaction]\\nenabled = false\\ninterval_secs = 1\\nmin_files_to_compact = 2\\ntarget_file_size_mb = 3",
            "{}                            | configmap/OWN-config | [chdb]\\nsession_data_path = '/var/lib/hyperbytedb/chdb'\\npool_size = 4",
            "{chdb: {poolSize: 8}}         | configmap/OWN-config | pool_size = 8",
            // auth
            "{}                            | configmap/OWN-config | [auth]\\nenabled = false",
            "{auth: {enabled: true, credentialsSecretName: users}} | configmap/OWN-config | [auth]\\nenabled = true",
            "{auth: {enabled: true, credentialsSecretName: users}} | statefulset/OWN | {\"name\":\"HYPERBYTEDB__AUTH__PASSWORD\",\"valueFrom\":{\"secretKeyRef\":{\"key\":\"password\",\"name\":\"users\"}}}",
            // logging
            "{}                            | configmap/OWN-config | [logging]\\nlevel = 'info'\\nformat = 'text'",
            "{logging: {level: trace, format: json}} | configmap/OWN-config | [logging]\\nlevel = 'trace'\\nformat = 'json'",
            // cluster
            "{}                            | configmap/OWN-config | [cluster]\\nenabled = true\\npeers = ['OWN-0.OWN-headless.NAMESPACE.svc.cluster.local:8086']\\nreplication_log_dir = '/var/lib/hyperbytedb/replication'\\nraft_dir = '/var/lib/hyperbytedb/raft'\\nheartbeat_interval_secs = 2\\nheartbeat_miss_threshold = 5\\nanti_entropy_enabled = true\\nanti_entropy_interval_secs = 60\\nsync_max_concurrent_files = 4\\nreplication_max_retries = 5\\nraft_heartbeat_interval_ms = 300\\nraft_election_timeout_ms = 1000\\nraft_snapshot_threshold = 1000",
            "{cluster: {heartbeatIntervalSecs: 1, heartbeatMissThreshold: 2, antiEntropyIntervalSecs: 3, antiEntropyEnabled: false}} | configmap/OWN-config | heartbeat_interval_secs = 1\\nheartbeat_miss_threshold = 2\\nanti_entropy_enabled = false\\nanti_entropy_interval_secs = 3",
            "{cluster: {syncMaxConcurrentFiles: 4, replicationMaxRetries: 5, raftHeartbeatIntervalMs: 60, raftElectionTimeoutMs: 70, raftSnapshotThreshold: 8}} | configmap/OWN-config | sync_max_concurrent_files = 4\\nreplication_max_retries = 5\\nraft_heartbeat_interval_ms = 60\\nraft_election_timeout_ms = 70\\nraft_snapshot_threshold = 8",
            "{cluster: {tls: {enabled: true}}, " + TLS + "} | configmap/OWN-config | tls_enabled = true",
            "{cluster: {replication: {mode: sync, ackTimeoutMs: 9, syncQuorum: {minAcks: 2}}}} | configmap/OWN-config | [cluster.replication]\\nmode = 'sync'\\nack_timeout_ms = 9\\n\\n[cluster.replication.sync_quorum]\\nmin_acks = 2",
            // fields of the current database
            "{cardinality: {maxTagValuesPerMeasurement: 1, maxMeasurementsPerDatabase: 2}} | configmap/OWN-config | [cardinality]\\nmax_tag_values_per_measurement = 1\\nmax_measurements_per_database = 2",
            "{statementSummary: {enabled: true, maxEntries: 3}} | configmap/OWN-config | [statement_summary]\\nenabled = true\\nmax_entries = 3",
            "{hintedHandoff: {enabled: true, maxHintsPerPeer: 4, maxHintAgeSecs: 5}} | configmap/OWN-config | [hinted_handoff]\\nenabled = true\\nmax_hints_per_peer = 4\\nmax_hint_age_secs = 5",
            "{rateLimit: {enabled: true, maxRequestsPerSecond: 6}} | configmap/OWN-config | [rate_limit]\\nenabled = true\\nmax_requests_per_second = 6",
            "{retention: {enabled: true, interval: 7m}} | configmap/OWN-config | [retention]\\nenabled = true\\ninterval = '7m'",
            // monitoring: a ServiceMonitor where there is its kind, see HyperbyteContractIT
            "{monitoring: {grafanaDashboard: true}} | configmap/OWN-dashboard | \"grafana_dashboard\":\"1\"",
            // autoscaling
            "{autoscaling: {enabled: true, maxReplicas: 4}} | horizontalpodautoscaler/OWN | \"maxReplicas\":4,",
            "{autoscaling: {enabled: true, maxReplicas: 4}} | horizontalpodautoscaler/OWN | \"averageUtilization\":80",
            "{autoscaling: {enabled: true, minReplicas: 1, maxReplicas: 4, targetCPUUtilizationPercentage: 70}} | horizontalpodautoscaler/OWN | \"averageUtilization\":70",
            "{autoscaling: {enabled: true, minReplicas: 1, maxReplicas: 4}} | horizontalpodautoscaler/OWN | \"minReplicas\":1,\"scaleTargetRef\":{\"apiVersion\":\"hyperbytedb.hyperbyte.cloud/v1alpha1\",\"kind\":\"HyperbytedbCluster\",\"name\":\"OWN\"}",
            // pods
            "{}                            | statefulset/OWN   | \"value\":\"$(POD_NAME).OWN-headless.NAMESPACE.svc.cluster.local:8086\"",
            "{}                            | statefulset/OWN   | exec hyperbytedb --config /etc/hyperbytedb/config.toml serve",
            "{}                            | statefulset/OWN   | \"type\":\"OnDelete\"",
            "{}                            | service/OWN-headless | \"publishNotReadyAddresses\":true");

    /** Objects with their fields in the order in which {@code kubectl get -o json} prints them. */
    private static final ObjectMapper SORTED =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private static TestCluster cluster;
    private static OperatorProcess operator;
    private static Hyperbytes hyperbytes;

    @BeforeAll
    static void start() throws GeneralSecurityException {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        hyperbytes = new Hyperbytes(cluster, SharedCluster.namespace(cluster, "hyperbyte-fields", false));
        cluster.secret(hyperbytes.namespace(), "s3", Map.of("access_key_id", "a", "secret_access_key", "b"));
        cluster.secret(hyperbytes.namespace(), "users", Map.of("username", "a", "password", "b"));
        cluster.secret(hyperbytes.namespace(), "given", certificate());
        rows().forEach(row -> hyperbytes.apply((String) row.get()[0], (String) row.get()[1]));
        operator = OperatorProcess.start(cluster, Map.of());
    }

    private static Map<String, String> certificate() throws GeneralSecurityException {
        var root = Authority.root(Instant.now(), Duration.ofDays(1));
        var issued = Authority.issue(root, List.of("given"), Instant.now(), Duration.ofDays(1));
        return Map.of("tls.crt", issued.certificate(), "tls.key", issued.key(), "ca.crt", root.certificate());
    }

    @AfterAll
    static void stop() {
        cluster.kubectl("delete", "hbdb", "--all", "--namespace", hyperbytes.namespace(), "--timeout=120s");
        operator.close();
    }

    static Stream<Arguments> rows() {
        return IntStream.range(0, ROWS.size()).mapToObj(i -> {
            var parts = ROWS.get(i).split("\\|", 3);
            return Arguments.of("f" + i, parts[0].strip(), parts[1].strip(), parts[2].strip());
        });
    }

    @ParameterizedTest(name = "{1} in {2}")
    @MethodSource("rows")
    void aFieldIsFoundInItsObject(String name, String spec, String object, String text) {
        var wanted = text.replace("OWN", name).replace("NAMESPACE", hyperbytes.namespace());
        Waiting.until(object + " with " + wanted, Duration.ofSeconds(300), () -> {
            var json = SORTED.writeValueAsString(
                    SORTED.readValue(cluster.client().raw(path(object.replace("OWN", name))), Map.class));
            if (!json.contains(wanted)) {
                throw new IllegalStateException(json);
            }
            return true;
        });
    }

    private static String path(String object) {
        var parts = object.split("/");
        var api =
                switch (parts[0]) {
                    case "statefulset" -> "/apis/apps/v1";
                    case "poddisruptionbudget" -> "/apis/policy/v1";
                    case "horizontalpodautoscaler" -> "/apis/autoscaling/v2";
                    default -> "/api/v1";
                };
        return api + "/namespaces/" + hyperbytes.namespace() + "/" + parts[0] + "s/" + parts[1];
    }
}
