package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;

/** Limits of what clients may make. */
public record CardinalitySpec(
        @JsonPropertyDescription("Values of all tags of one measurement.") @Min(1)
        Integer maxTagValuesPerMeasurement,

        @JsonPropertyDescription("Measurements of one database.") @Min(1)
        Integer maxMeasurementsPerDatabase) {}
