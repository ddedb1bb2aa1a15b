package io.cameleer.kubeblocks.spec;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.cameleer.backup.restore.RestoreSpec;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a Cluster should be. Fields and defaults are those of apps.kubeblocks.io/v1alpha1. */
@ValidationRule(
        value =
                "self.componentSpecs.size() == oldSelf.componentSpecs.size() && self.componentSpecs.all(one, oldSelf.componentSpecs.exists(other, other.name == one.name))",
        message =
                "spec.componentSpecs: components cannot be added, removed or renamed; set replicas to 0 instead of removing one")
@ValidationRule(
        value = "self.componentSpecs.all(one, self.componentSpecs.exists_one(other, other.name == one.name))",
        message = "spec.componentSpecs: two components have the same name; give each a name of its own")
@ValidationRule(
        value = "self.clusterDefinitionRef == oldSelf.clusterDefinitionRef",
        message = "is immutable; make another Cluster",
        fieldPath = ".clusterDefinitionRef")
@ValidationRule(
        value =
                "has(self.restoreFrom) == has(oldSelf.restoreFrom) && (!has(self.restoreFrom) || self.restoreFrom == oldSelf.restoreFrom)",
        message = "spec.restoreFrom: a cluster begins with a backup or not at all; make another Cluster for it")
public record ClusterSpec(
        @JsonPropertyDescription("Name of the ClusterDefinition.") @Required @Size(max = 253)
        String clusterDefinitionRef,

        @JsonPropertyDescription("Name of the ClusterVersion; without one the definition gives the images.")
        @Size(max = 253)
        String clusterVersionRef,

        @JsonPropertyDescription(
                "What deletion leaves: DoNotTerminate is not deleted, Halt leaves volumes and Secrets, Delete leaves backups, WipeOut nothing.")
        @Required
        @Pattern("^(DoNotTerminate|Halt|Delete|WipeOut)$")
        String terminationPolicy,

        @JsonPropertyDescription("The components, each of a definition's.") @Required @Size(min = 1, max = 128)
        List<ComponentSpec> componentSpecs,

        @JsonPropertyDescription("Where pods run, unless a component says so itself.")
        AffinitySpec affinity,

        @JsonPropertyDescription("Taints that pods bear, unless a component says so itself.")
        List<Toleration> tolerations,

        @JsonPropertyDescription("When it is backed up, and to which repository.")
        BackupSection backup,

        @JsonPropertyDescription(
                "The backup whose data it starts with. Of a cluster that is there already it cannot change.")
        RestoreSpec restoreFrom,

        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    /** Without nulls. */
    public ClusterSpec {
        componentSpecs = Optional.ofNullable(componentSpecs).orElse(List.of());
        tolerations = Optional.ofNullable(tolerations).orElse(List.of());
        more = Optional.ofNullable(more).orElse(Map.of());
    }

    /** The name of its version, if it has one. */
    public Optional<String> version() {
        return Optional.ofNullable(clusterVersionRef).filter(name -> !name.isBlank());
    }
}
