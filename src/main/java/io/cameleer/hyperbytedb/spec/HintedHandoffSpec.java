package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;

/** Writes that wait for a member that is away. */
public record HintedHandoffSpec(
        @JsonPropertyDescription("Whether they are kept.") Boolean enabled,

        @JsonPropertyDescription("Writes for one member.") @Min(1)
        Integer maxHintsPerPeer,

        @JsonPropertyDescription("Seconds after which one is dropped.") @Min(1)
        Integer maxHintAgeSecs) {}
