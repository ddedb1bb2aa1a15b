package io.cameleer.greptimedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import java.util.Map;
import java.util.Optional;

/** How a component is reached. */
public record ServiceSpec(
        @JsonPropertyDescription("ClusterIP, NodePort or LoadBalancer.")
        @Default("ClusterIP")
        @Pattern("^(ClusterIP|NodePort|LoadBalancer)$")
        String type,

        @JsonPropertyDescription("Annotations of the Service, as a cloud's load balancer reads them.")
        Map<String, String> annotations) {
    /** The defaults. */
    public ServiceSpec {
        type = Optional.ofNullable(type).orElse("ClusterIP");
        annotations = Optional.ofNullable(annotations).orElse(Map.of());
    }
}
