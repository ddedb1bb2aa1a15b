package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import java.util.Optional;

/** The embedded query engines. */
public record ChdbSpec(
        @JsonPropertyDescription("Number of engines.") @Default("4") @Min(1)
        Integer poolSize) {
    /** The defaults, for objects that were stored before the schema had them. */
    public ChdbSpec {
        poolSize = Optional.ofNullable(poolSize).orElse(4);
    }
}
