package io.cameleer.greenplum;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.BackupStatus;
import io.cameleer.backup.RetentionStatus;
import io.cameleer.backup.restore.RestoreStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What a GreenplumCluster is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GreenplumStatus(
        @JsonPropertyDescription("Image of this cluster; it stays what it was when the cluster was made.")
        String instanceImage,

        @JsonPropertyDescription("Version of the operator that wrote this.")
        String operatorVersion,

        @JsonPropertyDescription("Pending, Running, Failed or Deleting.")
        String phase,

        @JsonPropertyDescription("The pod that takes statements.")
        String activeMaster,

        @JsonPropertyDescription("InSync, NotInSync or None.")
        String standby,

        @JsonPropertyDescription("Segments, mirrors among them, that serve or stand by.")
        Integer segmentsUp,

        @JsonPropertyDescription("Segments, mirrors among them, that do not.")
        Integer segmentsDown,

        @JsonPropertyDescription("InSync, NotInSync or None.")
        String mirrors,

        @JsonInclude(JsonInclude.Include.ALWAYS)
        @JsonPropertyDescription("Since when the database does not answer, RFC 3339; absent while it does.")
        String lostSince,

        @JsonPropertyDescription("Generation of the spec that this status describes.")
        Long observedGeneration,

        @JsonPropertyDescription(
                "Ready, Progressing, Degraded, MirrorsInSync and, as far as they apply, those of backups.")
        List<Condition> conditions,

        @JsonPropertyDescription("The running or last backup.")
        BackupStatus backup,

        @JsonPropertyDescription("End of the last backup that succeeded, RFC 3339.")
        String lastBackupTime,

        @JsonPropertyDescription("Time of the schedule for which a backup was last started, RFC 3339.")
        String lastScheduleTime,

        @JsonPropertyDescription("What the retention last came to.")
        RetentionStatus retention,

        @JsonPropertyDescription("The running or last restore.")
        RestoreStatus restore) {
    /** In step with the one that it copies. */
    public static final String IN_SYNC = "InSync";
    /** Behind the one that it copies, or away. */
    public static final String NOT_IN_SYNC = "NotInSync";
    /** There is no such copy. */
    public static final String NONE = "None";

    /** Whether the database has answered and nothing ended that. */
    @JsonIgnore
    public boolean ran() {
        return "Running".equals(phase) || activeMaster != null;
    }
}
