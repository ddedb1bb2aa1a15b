package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import java.util.Optional;

/** When small Parquet files become large ones. */
public record CompactionSpec(
        @JsonPropertyDescription("Whether files are compacted.") @Default("true")
        Boolean enabled,

        @JsonPropertyDescription("Seconds between two looks.") @Default("300") @Min(1)
        Integer intervalSecs,

        @JsonPropertyDescription("Files of one time bucket that are worth it.") @Default("4") @Min(2)
        Integer minFilesToCompact,

        @JsonPropertyDescription("Size of the files that it makes, in MiB.") @Default("256") @Min(1)
        Integer targetFileSizeMb) {
    /** The defaults, for objects that were stored before the schema had them. */
    public CompactionSpec {
        enabled = Optional.ofNullable(enabled).orElse(true);
        intervalSecs = Optional.ofNullable(intervalSecs).orElse(300);
        minFilesToCompact = Optional.ofNullable(minFilesToCompact).orElse(4);
        targetFileSizeMb = Optional.ofNullable(targetFileSizeMb).orElse(256);
    }
}
