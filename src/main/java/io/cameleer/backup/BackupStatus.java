package io.cameleer.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The running or last backup of a cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupStatus(
        @JsonPropertyDescription("Running, Succeeded, Failed, Waiting (for a ready pod) or Cancelled.")
        String state,

        @JsonPropertyDescription("schedule or request.") String trigger,

        @JsonPropertyDescription("The last request that was taken up, as the annotation named it.")
        String request,

        @JsonPropertyDescription("Who asked for it.") String actor,

        @JsonPropertyDescription("Time that the backup stands for, RFC 3339; its key is made of it.")
        String time,

        @JsonPropertyDescription("Begin of the last attempt, RFC 3339.")
        String startTime,

        @JsonPropertyDescription("End of the last attempt, RFC 3339.")
        String completionTime,

        @JsonPropertyDescription("Attempts so far.") Integer attempts,

        @JsonPropertyDescription("How often the time of the schedule was taken up.")
        Integer scheduleAttempts,

        @JsonPropertyDescription("How often in a row all attempts at the time of the schedule failed.")
        Integer failures,

        @JsonPropertyDescription(
                "When the time of the schedule that failed is tried again, RFC 3339, unless the next one comes before.")
        String retryTime,

        @JsonPropertyDescription("The pod whose snapshot is stored.")
        String pod,

        @JsonPropertyDescription("Name of the snapshot on that pod while it is there.")
        String snapshot,

        @JsonPropertyDescription("The object's key.") String key,

        @JsonPropertyDescription("Size of the backup in bytes; so far, while it runs.")
        Long bytes,

        @JsonPropertyDescription("Bytes of it that this backup had to send; the rest was in the store.")
        Long uploadedBytes,

        @JsonPropertyDescription("Bytes per second.") Long rate,

        @JsonPropertyDescription("SHA-256 of the object, in hexadecimal digits.")
        String sha256,

        @JsonPropertyDescription("What went wrong and what to do.")
        String message) {
    /** The state of one that was asked for, by whatever, while no pod was ready. */
    static final String WAITING = "Waiting";

    /** Whether it is neither under way nor waiting. */
    public boolean hasEnded() {
        return !"Running".equals(state) && !WAITING.equals(state);
    }
}
