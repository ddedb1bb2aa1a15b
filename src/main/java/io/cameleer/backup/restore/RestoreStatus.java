package io.cameleer.backup.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The running or last restore of a cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreStatus(
        @JsonPropertyDescription("Tells one restoreFrom from another.")
        String id,

        @JsonPropertyDescription(
                "ConfirmationRequired, Running, Placing, Placed, Succeeded or Failed; Undoing and Cancelled when it is not wanted any more.")
        String state,

        @JsonPropertyDescription("How often this restoreFrom was tried and failed.")
        Integer failures,

        @JsonPropertyDescription("Whether the cluster had data before: it then goes on with that when a restore fails.")
        Boolean replaces,

        @JsonPropertyDescription("How many volumes it fills, whatever becomes of spec.replicas meanwhile.")
        Integer volumes,

        @JsonPropertyDescription("Tells one run from another on the volumes.")
        String run,

        @JsonPropertyDescription(
                "What a person says to have the data before back; there only while they lie beside the new ones.")
        String undo,

        @JsonPropertyDescription("The backup's name.") String backup,

        @JsonPropertyDescription("The key of its archive or manifest.")
        String key,

        @JsonPropertyDescription("SHA-256 of the list of its files: what was asked for is what is restored.")
        String checksum,

        @JsonPropertyDescription("What a person says to allow that this very backup replaces the data, once.")
        String word,

        @JsonPropertyDescription("Time of its first sample, RFC 3339.")
        String from,

        @JsonPropertyDescription("Time of its last sample, RFC 3339.")
        String to,

        @JsonPropertyDescription("Begin of the last attempt, RFC 3339.")
        String startTime,

        @JsonPropertyDescription("End of the last attempt, RFC 3339.")
        String completionTime,

        @JsonPropertyDescription("Bytes brought to volumes so far.")
        Long bytes,

        @JsonPropertyDescription("Bytes to bring to all volumes.")
        Long totalBytes,

        @JsonPropertyDescription("Bytes per second.") Long rate,

        @JsonPropertyDescription(
                "Series that every replica answered with after the restore, at the time of the last sample.")
        Long series,

        @JsonPropertyDescription("What is going on, what went wrong, and what to do.")
        String message) {
    /** Whether this is the record of a restoreFrom. */
    boolean isOf(String otherId) {
        return otherId.equals(id);
    }

    /** Whether a person was asked for a word that nobody can know any more. */
    boolean isAskedWithoutWord() {
        return "ConfirmationRequired".equals(state) && word == null;
    }
}
