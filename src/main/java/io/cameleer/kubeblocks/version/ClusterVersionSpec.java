package io.cameleer.kubeblocks.version;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Optional;

/** A version of a database. */
@ValidationRule(
        value = "self.clusterDefinitionRef == oldSelf.clusterDefinitionRef",
        message = "is immutable; make another ClusterVersion",
        fieldPath = ".clusterDefinitionRef")
public record ClusterVersionSpec(
        @JsonPropertyDescription("Name of the ClusterDefinition that this is a version of.") @Required @Size(max = 253)
        String clusterDefinitionRef,

        @JsonPropertyDescription("What differs from the definition, by component.") @Required
        List<ComponentVersion> componentVersions) {
    /** Without nulls. */
    public ClusterVersionSpec {
        componentVersions = Optional.ofNullable(componentVersions).orElse(List.of());
    }
}
