package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import java.util.Optional;

/** When a member is replaced. */
public record MemberFailoverSpec(
        @JsonPropertyDescription("Whether members are replaced.") @Default("true")
        Boolean enabled,

        @JsonPropertyDescription("Members that are being replaced at once.") @Default("1") @Min(1)
        Integer maxFailoverCount,

        @JsonPropertyDescription("Seconds that a member has to be unhealthy.") @Default("300") @Min(60)
        Integer failoverTimeoutSecs,

        @JsonPropertyDescription(
                "What becomes of the volume of a replaced member: Retain (the default), or Delete, so that it gets its data from the others.")
        @Pattern("^(Retain|Delete)$")
        String volumePolicy) {
    /** The defaults, for objects that were stored before the schema had them. */
    public MemberFailoverSpec {
        enabled = Optional.ofNullable(enabled).orElse(true);
        maxFailoverCount = Optional.ofNullable(maxFailoverCount).orElse(1);
        failoverTimeoutSecs = Optional.ofNullable(failoverTimeoutSecs).orElse(300);
    }

    /** Whether a replaced member starts with an empty volume. */
    public boolean dropsVolume() {
        return "Delete".equals(volumePolicy);
    }
}
