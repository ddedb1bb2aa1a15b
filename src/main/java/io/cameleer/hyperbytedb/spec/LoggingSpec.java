package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import java.util.Optional;

/** What the database writes to its log. */
public record LoggingSpec(
        @JsonPropertyDescription("trace, debug, info, warn or error.")
        @Default("info")
        @Pattern("^(trace|debug|info|warn|error)$")
        String level,

        @JsonPropertyDescription("text or json.") @Default("text") @Pattern("^(text|json)$")
        String format) {
    /** The defaults, for objects that were stored before the schema had them. */
    public LoggingSpec {
        level = Optional.ofNullable(level).orElse("info");
        format = Optional.ofNullable(format).orElse("text");
    }
}
