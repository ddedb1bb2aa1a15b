package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import java.util.Optional;

/** A HorizontalPodAutoscaler over the number of members. */
public record AutoscalingSpec(
        @JsonPropertyDescription("Whether there is one; it then owns spec.replicas.") @Default("false")
        Boolean enabled,

        @JsonPropertyDescription("Fewest members; 1 when absent.") @Min(1)
        Integer minReplicas,

        @JsonPropertyDescription("Most members.") @Required @Min(1)
        Integer maxReplicas,

        @JsonPropertyDescription("CPU use, in percent of what pods request, at which members are added.")
        @Default("80")
        @Min(1)
        @Max(100)
        Integer targetCPUUtilizationPercentage) {
    /** The defaults, for objects that were stored before the schema had them. */
    public AutoscalingSpec {
        enabled = Optional.ofNullable(enabled).orElse(false);
        targetCPUUtilizationPercentage =
                Optional.ofNullable(targetCPUUtilizationPercentage).orElse(80);
    }

    /** The fewest members. */
    public int fewest() {
        return Optional.ofNullable(minReplicas).orElse(1);
    }
}
