package io.cameleer.backup.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The running or last verification of a backup. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerifyStatus(
        @JsonPropertyDescription("Running, Succeeded or Failed.")
        String state,

        @JsonPropertyDescription("schedule or request.") String trigger,

        @JsonPropertyDescription("The last request that was taken up, as the annotation named it.")
        String request,

        @JsonPropertyDescription("Time of the schedule for which it was last started, RFC 3339.")
        String lastScheduleTime,

        @JsonPropertyDescription("The backup's name.") String backup,

        @JsonPropertyDescription("Begin, RFC 3339.") String startTime,

        @JsonPropertyDescription("End, RFC 3339.") String completionTime,

        @JsonPropertyDescription("Time of the last that succeeded, RFC 3339.")
        String lastSuccessTime,

        @JsonPropertyDescription("Bytes whose checksums were verified.")
        Long bytes,

        @JsonPropertyDescription("Series that the database answered with, at the time of the last sample.")
        Long series,

        @JsonPropertyDescription("What went wrong and what to do.")
        String message) {}
