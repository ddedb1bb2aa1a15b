package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import java.util.Optional;

/** When the write-ahead log becomes Parquet. */
public record FlushSpec(
        @JsonPropertyDescription("Seconds between two flushes.") @Default("10") @Min(1)
        Integer intervalSecs,

        @JsonPropertyDescription("Size of the log that triggers a flush at once, in MiB.") @Default("64") @Min(1)
        Integer walSizeThresholdMb,

        @JsonPropertyDescription("Time that one Parquet file covers: a number and one of s, m, h, d.")
        @Default("1h")
        @Pattern("^[0-9]+(s|m|h|d)$")
        String timeBucketDuration,

        @JsonPropertyDescription("Points in one batch; the database's own default when absent.") @Min(1)
        Integer maxPointsPerBatch,

        @JsonPropertyDescription("Writes that are synced together; the database's own default when absent.") @Min(1)
        Integer walBatchSize,

        @JsonPropertyDescription("Microseconds that a write waits for others; the database's own default when absent.")
        @Min(0)
        Long walBatchDelayUs,

        @JsonPropertyDescription("Whether the log holds Arrow batches; the database's own default when absent.")
        Boolean arrowWalEnabled) {
    /** The defaults, for objects that were stored before the schema had them. */
    public FlushSpec {
        intervalSecs = Optional.ofNullable(intervalSecs).orElse(10);
        walSizeThresholdMb = Optional.ofNullable(walSizeThresholdMb).orElse(64);
        timeBucketDuration = Optional.ofNullable(timeBucketDuration).orElse("1h");
    }
}
