package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;

/** The deletion of data whose retention policy is over. */
public record RetentionSpec(
        @JsonPropertyDescription("Whether they are deleted.")
        Boolean enabled,

        @JsonPropertyDescription("Time between two looks: a number and one of s, m, h, d.")
        @Pattern("^[0-9]+(s|m|h|d)$")
        String interval) {}
