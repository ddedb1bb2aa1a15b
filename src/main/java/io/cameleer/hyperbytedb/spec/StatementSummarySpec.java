package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;

/** Statistics of statements. */
public record StatementSummarySpec(
        @JsonPropertyDescription("Whether they are kept.") Boolean enabled,

        @JsonPropertyDescription("Statements that are told apart.") @Min(1)
        Integer maxEntries) {}
