package io.cameleer.kubeblocks.definition;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One component of a database: how its pods run, by what Service they are reached, whom they refer to. */
public record ComponentDefinition(
        @JsonPropertyDescription("Unique within the definition.")
        @Required
        @Size(max = 22)
        @Pattern("^[a-z]([a-z0-9-]*[a-z0-9])?$")
        String name,

        @JsonPropertyDescription("For people.") String description,

        @JsonPropertyDescription("Stateless becomes a Deployment, everything else a StatefulSet.")
        @Required
        @Pattern("^(Stateless|Stateful|Consensus|Replication)$")
        String workloadType,

        @JsonPropertyDescription("The name by which the database is known.")
        String characterType,

        @JsonPropertyDescription("The Services' ports.") ComponentService service,

        @JsonPropertyDescription("The pods, as in a PodSpec. A version gives the images that it leaves open.")
        JsonNode podSpec,

        @JsonPropertyDescription("ConfigMaps that are rendered for each cluster and mounted.")
        List<TemplateReference> configSpecs,

        @JsonPropertyDescription("ConfigMaps with scripts that are rendered for each cluster and mounted.")
        List<TemplateReference> scriptSpecs,

        @JsonPropertyDescription("Other components that this one starts after, and what it is told of them.")
        List<ComponentReference> componentDefRef,

        @JsonPropertyDescription("Where its metrics are.") MonitorDefinition monitor,

        @JsonPropertyDescription("Of a Consensus: how its pods are updated.")
        UpdatePolicy consensusSpec,

        @JsonPropertyDescription("Of a Stateful: how its pods are updated.")
        UpdatePolicy statefulSpec,

        @JsonPropertyDescription("Labels that all objects of the component have, with placeholders.")
        List<CustomLabel> customLabelSpecs,

        @JsonPropertyDescription("How its data are backed up and put back.")
        BackupMethod backup,

        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    /** Without nulls. */
    public ComponentDefinition {
        configSpecs = Optional.ofNullable(configSpecs).orElse(List.of());
        scriptSpecs = Optional.ofNullable(scriptSpecs).orElse(List.of());
        componentDefRef = Optional.ofNullable(componentDefRef).orElse(List.of());
        customLabelSpecs = Optional.ofNullable(customLabelSpecs).orElse(List.of());
        more = Optional.ofNullable(more).orElse(Map.of());
    }

    /** Whether its pods have neither names nor volumes of their own. */
    public boolean stateless() {
        return "Stateless".equals(workloadType);
    }

    /** The Services' ports, none when there is no Service. */
    public List<ComponentService.Port> ports() {
        return Optional.ofNullable(service).map(ComponentService::ports).orElse(List.of());
    }

    /**
     * A label of a component's objects.
     *
     * @param key its name
     * @param value its value, with placeholders
     */
    public record CustomLabel(String key, String value) {}

    /**
     * How pods are updated.
     *
     * @param updateStrategy Serial, BestEffortParallel or Parallel: the last two start the pods of a new component at once
     * @param more what has no effect
     */
    public record UpdatePolicy(
            @JsonPropertyDescription("Serial, BestEffortParallel or Parallel; the last two start new pods at once.")
            @Pattern("^(Serial|BestEffortParallel|Parallel)$")
            String updateStrategy,

            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
}
