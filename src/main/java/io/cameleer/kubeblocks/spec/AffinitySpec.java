package io.cameleer.kubeblocks.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where pods run. */
public record AffinitySpec(
        @JsonPropertyDescription("How strictly pods of a component keep apart.")
        @Default("Preferred")
        @Pattern("^(Preferred|Required)$")
        String podAntiAffinity,

        @JsonPropertyDescription("Labels of nodes by which pods keep apart; kubernetes.io/hostname by default.")
        List<String> topologyKeys,

        @JsonPropertyDescription("Labels that nodes must have.")
        Map<String, String> nodeLabels,

        @JsonPropertyDescription("DedicatedNode: no pod of another component of any cluster is on the same node.")
        @Default("SharedNode")
        @Pattern("^(SharedNode|DedicatedNode)$")
        String tenancy) {
    /** The defaults. */
    public AffinitySpec {
        podAntiAffinity = Optional.ofNullable(podAntiAffinity).orElse("Preferred");
        topologyKeys = Optional.ofNullable(topologyKeys)
                .filter(keys -> !keys.isEmpty())
                .orElse(List.of("kubernetes.io/hostname"));
        nodeLabels = Optional.ofNullable(nodeLabels).orElse(Map.of());
        tenancy = Optional.ofNullable(tenancy).orElse("SharedNode");
    }

    /** Without wishes: pods of a component keep apart where they can. */
    public static AffinitySpec standard() {
        return new AffinitySpec(null, null, null, null);
    }
}
