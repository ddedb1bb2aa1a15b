package io.cameleer.greenplum.spec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;

/** The segments, which hold the data, and their mirrors. */
@ValidationRule(
        value =
                "!has(self.workerSelector) || self.workerSelector.all(k, size(k) <= 63 && size(self.workerSelector[k]) <= 63)",
        message = "segments workerSelector key/value is longer than 63 characters")
public record SegmentsSpec(
        @JsonPropertyDescription("Memory of each pod; as much as there is when absent.")
        Quantity memory,

        @JsonPropertyDescription("CPU of each pod; as much as there is when absent.")
        Quantity cpu,

        @JsonPropertyDescription("Storage class of each volume.") @Required
        String storageClassName,

        @JsonPropertyDescription("Size of each volume.") @Required
        Quantity storage,

        @JsonPropertyDescription("Labels of the nodes that the pods may run on.") @Size(max = 64)
        Map<String, String> workerSelector,

        @JsonPropertyDescription("Whether primaries and mirrors are kept on different nodes, yes or no.")
        @Default("no")
        @Pattern(YesNo.PATTERN)
        String antiAffinity,

        @JsonPropertyDescription("How many primary segments there are; it only grows.") @Required @Min(1) @Max(10000)
        Integer primarySegmentCount,

        @JsonPropertyDescription("Whether every primary segment has a mirror, yes or no.")
        @Default("no")
        @Pattern(YesNo.PATTERN)
        String mirrors)
        implements GroupSpec {
    /** The defaults, for objects that were stored before the schema had them. */
    public SegmentsSpec {
        workerSelector = Optional.ofNullable(workerSelector).orElse(Map.of());
        antiAffinity = Optional.ofNullable(antiAffinity).orElse(YesNo.NO);
        mirrors = Optional.ofNullable(mirrors).orElse(YesNo.NO);
    }

    @Override
    @JsonIgnore
    public boolean isApart() {
        return YesNo.isYes(antiAffinity);
    }

    /** Whether there are mirrors. */
    @JsonIgnore
    public boolean hasMirrors() {
        return YesNo.isYes(mirrors);
    }
}
