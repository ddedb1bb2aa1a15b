package io.cameleer.greptimedb;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.BackupStatus;
import io.cameleer.backup.RetentionStatus;
import io.cameleer.backup.restore.RestoreStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What a GreptimeDBCluster is. A component that is not wanted or not made yet is null. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record GreptimeStatus(
        @JsonPropertyDescription("Pending, Initializing, Running, Degraded or Failed.")
        String phase,

        @JsonPropertyDescription("What a person should know, in a sentence.")
        String message,

        @JsonPropertyDescription("Whether all components are ready.")
        Boolean ready,

        @JsonPropertyDescription("Generation of the spec that this status describes.")
        Long observedGeneration,

        @JsonPropertyDescription("The query endpoint.") Component frontend,

        @JsonPropertyDescription("The data nodes.") Component datanode,
        @JsonPropertyDescription("The coordination.") Component meta,

        @JsonPropertyDescription("The store of metadata.") Component etcd,

        @JsonPropertyDescription("The Grafana of this cluster.")
        Component grafana,

        @JsonPropertyDescription("Where clients connect.") Endpoints endpoints,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonPropertyDescription("Whether a Grafana elsewhere knows this database.")
        Registration externalGrafana,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonPropertyDescription("The QueryServices that keep their history here, as namespace/name.")
        List<String> queryServices,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonPropertyDescription("What the object store let the operator do with the credentials of the cluster.")
        Storage storage,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonPropertyDescription("The running or last backup.")
        BackupStatus backup,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonPropertyDescription("End of the last backup that succeeded, RFC 3339.")
        String lastBackupTime,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonPropertyDescription("Time of the schedule for which a backup was last started, RFC 3339.")
        String lastScheduleTime,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonPropertyDescription("What the retention last came to.")
        RetentionStatus retention,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonPropertyDescription("The running or last restore.")
        RestoreStatus restore,

        @JsonPropertyDescription(
                "Ready, Progressing, Degraded, AsSpecified, StorageReady, GrafanaRegistered, QueryHistory, BackupSucceeded, BackupsRetained and Restored.")
        List<Condition> conditions) {

    /**
     * One component.
     *
     * @param replicas the number wanted
     * @param readyReplicas the number that answers
     * @param ready whether all do, in their wanted version
     * @param image the image that is wanted of it at the moment
     * @param message why it is not ready, null when it is
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Component(int replicas, int readyReplicas, boolean ready, String image, String message) {}

    /**
     * What became of telling a Grafana elsewhere; written beside the reconciliation.
     *
     * @param registered whether it knows the database
     * @param url its address
     * @param message the outcome in words
     */
    public record Registration(boolean registered, String url, String message) {}

    /**
     * How the object store answered; written beside the reconciliation.
     *
     * @param ready whether it let the operator write, list and delete
     * @param reason Accepted, Refused or Unreachable
     * @param message the outcome in words
     */
    public record Storage(boolean ready, String reason, String message) {}

    /** Addresses as host and port. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Endpoints(
            String http, String grpc, String mysql, String postgresql, String prometheus, String grafana) {}
}
