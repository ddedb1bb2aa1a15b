package io.cameleer.kubeblocks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.BackupStatus;
import io.cameleer.backup.RetentionStatus;
import io.cameleer.backup.restore.RestoreStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a Cluster is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterStatus(
        @JsonPropertyDescription("Generation of the spec that this status describes.")
        Long observedGeneration,

        @JsonPropertyDescription(
                "Creating, Running, Updating, Stopping, Stopped, Deleting, Failed or Abnormal: some of it serves.")
        String phase,

        @JsonPropertyDescription("Why it is what it is.") String message,

        @JsonPropertyDescription("The components by their names.")
        Map<String, ComponentStatus> components,

        @JsonPropertyDescription("Generation of the definition that this status describes.")
        Long clusterDefGeneration,

        @JsonInclude(JsonInclude.Include.ALWAYS)
        @JsonPropertyDescription("The OpsRequest whose edit is part of what this status describes, as name/uid.")
        String opsRequest,

        @JsonPropertyDescription("The running or last backup.")
        BackupStatus backup,

        @JsonPropertyDescription("Time of the schedule for which a backup was last started, RFC 3339.")
        String lastScheduleTime,

        @JsonPropertyDescription("End of the last backup that succeeded, RFC 3339.")
        String lastBackupTime,

        @JsonPropertyDescription("What the last look for backups that are too old came to.")
        RetentionStatus retention,

        @JsonPropertyDescription("The running or last restore.")
        RestoreStatus restore,

        @JsonPropertyDescription(
                "Ready, Progressing, Degraded, WithoutEffect, BackupSucceeded, BackupsRetained and Restored.")
        List<Condition> conditions) {
    private static final Set<String> AT_REST = Set.of("Running", "Stopped");

    /** Whether a phase is one in which nothing happens and nothing is wrong. */
    public static boolean isRest(String phase) {
        return AT_REST.contains(phase);
    }

    /** Whether nothing happens and nothing is wrong. */
    public boolean resting() {
        return isRest(phase);
    }

    /** What one component is. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ComponentStatus(
            @JsonPropertyDescription("As that of a cluster.")
            String phase,

            @JsonPropertyDescription("Whether all pods that there should be are ready.")
            Boolean podsReady,

            @JsonInclude(JsonInclude.Include.ALWAYS)
            @JsonPropertyDescription("Since when they are, RFC 3339; absent while they are not.")
            String podsReadyTime,

            @JsonInclude(JsonInclude.Include.ALWAYS)
            @JsonPropertyDescription("What it waits for, or what is wrong, absent when nothing is.")
            String message) {}
}
