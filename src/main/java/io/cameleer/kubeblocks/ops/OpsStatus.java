package io.cameleer.kubeblocks.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** How far an operation is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OpsStatus(
        @JsonPropertyDescription("Pending, Creating, Running, Cancelling, Cancelled, Succeed or Failed.")
        String phase,

        @JsonPropertyDescription("Pods, volumes or Services that are as they should be, of all that are concerned.")
        String progress,

        @JsonPropertyDescription("Why it is what it is.") String message,

        @JsonPropertyDescription("When the Cluster was edited, RFC 3339.")
        String startTimestamp,

        @JsonPropertyDescription("When it ended, RFC 3339.") String completionTimestamp,

        @JsonPropertyDescription("Generation of the Cluster after the edit.")
        Long clusterGeneration,

        @JsonPropertyDescription("What the Cluster said before, as far as the operation changes it.")
        @PreserveUnknownFields
        JsonNode lastConfiguration,

        @JsonPropertyDescription("Since when something is wrong with the Cluster, RFC 3339; absent while nothing is.")
        @JsonInclude(JsonInclude.Include.ALWAYS)
        String troubledSince,

        @JsonPropertyDescription("Generation of the spec that this status describes.")
        Long observedGeneration,

        @JsonPropertyDescription("Ready and Degraded.") List<Condition> conditions) {}
