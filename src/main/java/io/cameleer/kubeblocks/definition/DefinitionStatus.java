package io.cameleer.kubeblocks.definition;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** Whether a definition, or a version, can be used. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DefinitionStatus(
        @JsonPropertyDescription("Available, Unavailable or Deleting.")
        String phase,

        @JsonInclude(JsonInclude.Include.ALWAYS)
        @JsonPropertyDescription("Why it cannot be used, or cannot be deleted; absent when nothing is wrong.")
        String message,

        @JsonPropertyDescription("Generation of the spec that this status describes.")
        Long observedGeneration,

        @JsonPropertyDescription("Ready and WithoutEffect.") List<Condition> conditions) {}
