package io.cameleer.kubeblocks.definition;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Optional;

/** The ports of a component's Services. */
public record ComponentService(
        @JsonPropertyDescription("At least one, with unique names.")
        List<Port> ports) {
    /** Without nulls. */
    public ComponentService {
        ports = Optional.ofNullable(ports).orElse(List.of());
    }

    /** A port. */
    public record Port(
            @JsonPropertyDescription("Unique within the component.") @Required
            String name,

            @JsonPropertyDescription("TCP, UDP or SCTP.") String protocol,

            @JsonPropertyDescription("The port that clients dial.") @Required @Min(1) @Max(65535)
            Integer port,

            @JsonPropertyDescription("The pods' port, by number or name; the same as port by default.")
            IntOrString targetPort) {}
}
