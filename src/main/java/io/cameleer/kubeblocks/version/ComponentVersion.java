package io.cameleer.kubeblocks.version;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.cameleer.kubeblocks.definition.TemplateReference;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a version says of one component. */
public record ComponentVersion(
        @JsonPropertyDescription("Name of the component's definition.") @Required
        String componentDefRef,

        @JsonPropertyDescription("Containers by their names: image, command and env stand instead of the definition's.")
        VersionsContext versionsContext,

        @JsonPropertyDescription("Templates that stand instead of the definition's of the same names.")
        List<TemplateReference> configSpecs,

        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    /** Without nulls. */
    public ComponentVersion {
        configSpecs = Optional.ofNullable(configSpecs).orElse(List.of());
        more = Optional.ofNullable(more).orElse(Map.of());
    }

    /** Containers of a version. */
    public record VersionsContext(
            @JsonPropertyDescription("The pods' containers.")
            List<JsonNode> containers,

            @JsonPropertyDescription("The pods' init containers.")
            List<JsonNode> initContainers) {
        /** Without nulls. */
        public VersionsContext {
            containers = Optional.ofNullable(containers).orElse(List.of());
            initContainers = Optional.ofNullable(initContainers).orElse(List.of());
        }
    }
}
