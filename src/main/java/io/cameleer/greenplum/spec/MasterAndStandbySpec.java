package io.cameleer.greenplum.spec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;

/** The master, which takes all statements, and its standby. */
@ValidationRule(
        value =
                "!has(self.workerSelector) || self.workerSelector.all(k, size(k) <= 63 && size(self.workerSelector[k]) <= 63)",
        message = "masterAndStandby workerSelector key/value is longer than 63 characters")
public record MasterAndStandbySpec(
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

        @JsonPropertyDescription("Whether master and standby are kept on different nodes, yes or no.")
        @Default("no")
        @Pattern(YesNo.PATTERN)
        String antiAffinity,

        @JsonPropertyDescription("Whether the master has a standby, yes or no.") @Default("no") @Pattern(YesNo.PATTERN)
        String standby,

        @JsonPropertyDescription("Further lines of pg_hba.conf: who may connect, from where and how.")
        @Size(max = 65536)
        String hostBasedAuthentication)
        implements GroupSpec {
    /** The defaults, for objects that were stored before the schema had them. */
    public MasterAndStandbySpec {
        workerSelector = Optional.ofNullable(workerSelector).orElse(Map.of());
        antiAffinity = Optional.ofNullable(antiAffinity).orElse(YesNo.NO);
        standby = Optional.ofNullable(standby).orElse(YesNo.NO);
    }

    @Override
    @JsonIgnore
    public boolean isApart() {
        return YesNo.isYes(antiAffinity);
    }

    /** Whether there is a standby. */
    @JsonIgnore
    public boolean hasStandby() {
        return YesNo.isYes(standby);
    }
}
