package io.cameleer.failover;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import java.time.Duration;
import java.util.Optional;

/** When a pod that does not answer is deleted, so that it is made anew; the same for every family. */
public record FailoverSpec(
        @JsonPropertyDescription("Whether pods that do not answer are replaced.") @Default("true")
        Boolean enabled,

        @JsonPropertyDescription("Whether what would be replaced is only told, by an Event.") @Default("false")
        Boolean dryRun,

        @JsonPropertyDescription("For how many seconds a pod has to be without an answer; 120 when absent.") @Min(30)
        Long unreadySeconds,

        @JsonPropertyDescription(
                "For how many seconds after its start a pod is left alone, besides the time in which it replays its log; 300 when absent.")
        @Min(0)
        Long startupSeconds) {
    /** The defaults. */
    public FailoverSpec {
        enabled = Optional.ofNullable(enabled).orElse(true);
        dryRun = Optional.ofNullable(dryRun).orElse(false);
    }

    /** What holds for a cluster that says nothing. */
    public static FailoverSpec defaults() {
        return new FailoverSpec(null, null, null, null);
    }

    Duration unready() {
        return Duration.ofSeconds(Optional.ofNullable(unreadySeconds).orElse(120L));
    }

    Duration startup() {
        return Duration.ofSeconds(Optional.ofNullable(startupSeconds).orElse(300L));
    }
}
