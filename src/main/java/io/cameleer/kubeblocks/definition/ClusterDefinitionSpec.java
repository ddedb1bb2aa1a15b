package io.cameleer.kubeblocks.definition;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The topology of a database. Fields are those of apps.kubeblocks.io/v1alpha1; what is not known is kept and told. */
public record ClusterDefinitionSpec(
        @JsonPropertyDescription("What kind of database this is, for people.")
        String type,

        @JsonPropertyDescription(
                "Entries of the Secret CLUSTER-conn-credential, written once. Placeholders: $(RANDOM_PASSWD), $(UUID), $(UUID_B64), $(SVC_FQDN), $(HEADLESS_SVC_FQDN), $(SVC_PORT_name of a port), of the first component.")
        Map<String, String> connectionCredential,

        @JsonPropertyDescription("The components.") @Required @Size(min = 1, max = 128)
        List<ComponentDefinition> componentDefs,

        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    /** Without nulls. */
    public ClusterDefinitionSpec {
        connectionCredential = Optional.ofNullable(connectionCredential).orElse(Map.of());
        componentDefs = Optional.ofNullable(componentDefs).orElse(List.of());
        more = Optional.ofNullable(more).orElse(Map.of());
    }
}
