package io.cameleer.kubeblocks.definition;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A ConfigMap of templates that is rendered for each cluster. */
public record TemplateReference(
        @JsonPropertyDescription("Becomes the end of the rendered ConfigMap's name.") @Required
        String name,

        @JsonPropertyDescription("Name of the ConfigMap with the templates.") @Required
        String templateRef,

        @JsonPropertyDescription("Namespace of that ConfigMap; default when absent.")
        String namespace,

        @JsonPropertyDescription("The volume, by which containers mount what is rendered.")
        String volumeName,

        @JsonPropertyDescription("Permissions of the files, 0 to 0777.")
        Integer defaultMode,

        @JsonPropertyDescription("The entries that are configuration; a change of others restarts nothing.")
        List<String> keys,

        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    /** The defaults. */
    public TemplateReference {
        namespace =
                Optional.ofNullable(namespace).filter(found -> !found.isBlank()).orElse("default");
        keys = Optional.ofNullable(keys).orElse(List.of());
        more = Optional.ofNullable(more).orElse(Map.of());
    }
}
