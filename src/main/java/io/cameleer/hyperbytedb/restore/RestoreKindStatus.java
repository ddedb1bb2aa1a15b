package io.cameleer.hyperbytedb.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.restore.RestoreStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What became of a HyperbytedbRestore. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreKindStatus(
        @JsonPropertyDescription("Pending, ScalingDown, Restoring, Completed or Failed.")
        String phase,

        @JsonPropertyDescription("The volume claims that hold the backup's data; other members get them from those.")
        List<String> restoredPVCs,

        @JsonPropertyDescription("Begin of the last attempt, RFC 3339.")
        String startTime,

        @JsonPropertyDescription("When the data were in place, RFC 3339.")
        String completionTime,

        @JsonPropertyDescription("Generation of the spec that this status describes.")
        Long observedGeneration,

        @JsonPropertyDescription("The running or last attempt.")
        RestoreStatus restore,

        @JsonPropertyDescription("Ready and Restored.") List<Condition> conditions) {
    /** Whether the volumes are being filled, so that no member may run. */
    public boolean fills() {
        return restore != null && "Running".equals(restore.state());
    }
}
