package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import java.util.Optional;

/** How members copy data and agree on a leader. */
public record ReplicationSpec(
        @JsonPropertyDescription("Seconds between two heartbeats.") @Default("2") @Min(1)
        Integer heartbeatIntervalSecs,

        @JsonPropertyDescription("Missed heartbeats after which a member counts as unhealthy.") @Default("5") @Min(1)
        Integer heartbeatMissThreshold,

        @JsonPropertyDescription("Seconds between two comparisons of data.") @Default("60") @Min(1)
        Integer antiEntropyIntervalSecs,

        @JsonPropertyDescription("Whether data are compared.") @Default("true")
        Boolean antiEntropyEnabled,

        @JsonPropertyDescription("Files that are copied at once.") @Default("4") @Min(1)
        Integer syncMaxConcurrentFiles,

        @JsonPropertyDescription("How often a write is sent again to a member that does not take it.")
        @Default("5")
        @Min(0)
        Integer replicationMaxRetries,

        @JsonPropertyDescription("Milliseconds between two heartbeats of the leader.") @Default("300") @Min(10)
        Integer raftHeartbeatIntervalMs,

        @JsonPropertyDescription("Milliseconds without one after which another leader is elected.")
        @Default("1000")
        @Min(50)
        Integer raftElectionTimeoutMs,

        @JsonPropertyDescription("Log entries after which the log is cut.") @Default("1000") @Min(1)
        Integer raftSnapshotThreshold,

        @JsonPropertyDescription(
                "Whether members encrypt what they send each other. They use the HTTP API, so it is encrypted with it.")
        TlsSpec tls,

        @JsonPropertyDescription("When a write is acknowledged; the database's own defaults when absent.")
        Replication replication) {
    /** The defaults, for objects that were stored before the schema had them. */
    public ReplicationSpec {
        heartbeatIntervalSecs = Optional.ofNullable(heartbeatIntervalSecs).orElse(2);
        heartbeatMissThreshold = Optional.ofNullable(heartbeatMissThreshold).orElse(5);
        antiEntropyIntervalSecs = Optional.ofNullable(antiEntropyIntervalSecs).orElse(60);
        antiEntropyEnabled = Optional.ofNullable(antiEntropyEnabled).orElse(true);
        syncMaxConcurrentFiles = Optional.ofNullable(syncMaxConcurrentFiles).orElse(4);
        replicationMaxRetries = Optional.ofNullable(replicationMaxRetries).orElse(5);
        raftHeartbeatIntervalMs = Optional.ofNullable(raftHeartbeatIntervalMs).orElse(300);
        raftElectionTimeoutMs = Optional.ofNullable(raftElectionTimeoutMs).orElse(1000);
        raftSnapshotThreshold = Optional.ofNullable(raftSnapshotThreshold).orElse(1000);
    }

    /** When a write is acknowledged. */
    public record Replication(
            @JsonPropertyDescription("sync or async.") @Pattern("^(sync|async)$")
            String mode,

            @JsonPropertyDescription("Milliseconds that an acknowledgement may take.") @Min(1)
            Integer ackTimeoutMs,

            @JsonPropertyDescription("With mode sync.") SyncQuorum syncQuorum) {}

    /** Whom a write waits for. */
    public record SyncQuorum(
            @JsonPropertyDescription("Members that have to acknowledge.") @Min(1)
            Integer minAcks) {}
}
