package io.cameleer.prometheus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.BackupStatus;
import io.cameleer.backup.RetentionStatus;
import io.cameleer.backup.restore.RestoreStatus;
import io.cameleer.backup.restore.VerifyStatus;
import io.cameleer.failover.FailoverStatus;
import io.cameleer.prometheus.set.BackupTemplate;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What a PrometheusCluster is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PrometheusStatus(
        @JsonPropertyDescription("Provisioning, Active, Scaling or Failed.")
        String phase,

        @JsonPropertyDescription("Replicas that answer /-/ready.")
        Integer readyReplicas,

        @JsonPropertyDescription("Generation of the spec that this status describes.")
        Long observedGeneration,

        @JsonPropertyDescription("End of the last backup that succeeded, RFC 3339.")
        String lastBackupTime,

        @JsonPropertyDescription("Time that the data of the last backup that succeeded stand for, RFC 3339.")
        String lastDataTime,

        @JsonPropertyDescription("Time of the schedule that was taken up last, RFC 3339.")
        String lastScheduleTime,

        @JsonPropertyDescription("Time of the last fail-over, RFC 3339.")
        String lastFailoverTime,

        @JsonPropertyDescription("The last fail-over.") FailoverStatus failover,

        @JsonPropertyDescription("The backup section that the cluster has from a PrometheusClusterSet.")
        BackupTemplate backupTemplate,

        @JsonPropertyDescription("The running or last backup.")
        BackupStatus backup,

        @JsonPropertyDescription("What the retention of backups last did.")
        RetentionStatus retention,

        @JsonPropertyDescription("The running or last restore.")
        RestoreStatus restore,

        @JsonPropertyDescription("The running or last verification of a backup.")
        VerifyStatus verify,

        @JsonPropertyDescription(
                "Ready, Progressing, Degraded and, with backups, BackupSucceeded, BackupsRetained, BackupVerified and Restored.")
        List<Condition> conditions) {

    /** What a reconciliation knows; the backup's fields are written by the backup. */
    public static PrometheusStatus of(String phase, int readyReplicas, long generation, List<Condition> conditions) {
        return new PrometheusStatus(
                phase,
                readyReplicas,
                generation,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                conditions);
    }
}
