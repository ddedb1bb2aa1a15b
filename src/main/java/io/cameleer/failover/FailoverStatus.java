package io.cameleer.failover;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The last fail-over of a cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FailoverStatus(
        @JsonPropertyDescription("The pod that was replaced.")
        String pod,

        @JsonPropertyDescription("Why.") String reason,

        @JsonPropertyDescription("How many fail-overs followed one another without a quiet hour between them.")
        Integer count) {}
