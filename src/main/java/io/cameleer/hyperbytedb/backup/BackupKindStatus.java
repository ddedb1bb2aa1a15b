package io.cameleer.hyperbytedb.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.BackupStatus;
import io.cameleer.backup.RetentionStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What became of a HyperbytedbBackup. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupKindStatus(
        @JsonPropertyDescription("Pending, Running, Completed or Failed: of the last backup.")
        String phase,

        @JsonPropertyDescription("Begin of the last backup, RFC 3339.")
        String startTime,

        @JsonPropertyDescription("End of the last backup, RFC 3339.")
        String completionTime,

        @JsonPropertyDescription("Size of the last good backup, as 12.3 MiB.")
        String backupSize,

        @JsonPropertyDescription("Where the last good backup is, as s3://bucket/key.")
        String backupPath,

        @JsonPropertyDescription("When old backups were last removed, RFC 3339.")
        String lastCleanupTime,

        @JsonPropertyDescription("Generation of the spec that this status describes.")
        Long observedGeneration,

        @JsonPropertyDescription("The running or last backup.")
        BackupStatus backup,

        @JsonPropertyDescription("End of the last backup that succeeded, RFC 3339.")
        String lastBackupTime,

        @JsonPropertyDescription("Time of the schedule for which a backup was last started, RFC 3339.")
        String lastScheduleTime,

        @JsonPropertyDescription("What the retention last came to.")
        RetentionStatus retention,

        @JsonPropertyDescription("Ready, BackupSucceeded and BackupsRetained.")
        List<Condition> conditions) {}
