package io.cameleer.greenplum.pxf;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What a GreenplumPXFService is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PxfStatus(
        @JsonPropertyDescription("Pending, Running, Degraded or Failed.")
        String phase,

        @JsonPropertyDescription("Pods that answer.") Integer readyReplicas,

        @JsonPropertyDescription("Generation of the spec that this status describes.")
        Long observedGeneration,

        @JsonPropertyDescription("Ready, Progressing and Degraded.")
        List<Condition> conditions) {}
