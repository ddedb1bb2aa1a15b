package io.cameleer.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What the last application of a retention came to. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RetentionStatus(
        @JsonPropertyDescription("When it was applied, RFC 3339.")
        String time,

        @JsonPropertyDescription("Applied, Told (a dry run) or Failed.")
        String state,

        @JsonPropertyDescription("Backups that were removed, or would be; the first hundred.")
        List<String> expired,

        @JsonPropertyDescription("How many were removed, or would be.")
        Integer count,

        @JsonPropertyDescription("How many backups of the cluster stay.")
        Integer kept,

        @JsonPropertyDescription("What went wrong and what to do.")
        String message) {}
