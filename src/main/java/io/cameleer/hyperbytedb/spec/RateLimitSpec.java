package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;

/** How many requests are answered. */
public record RateLimitSpec(
        @JsonPropertyDescription("Whether there is a limit.")
        Boolean enabled,

        @JsonPropertyDescription("Requests a second.") @Min(1)
        Integer maxRequestsPerSecond) {}
