package io.cameleer.greptimedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.Optional;

/** The coordination. */
public record MetaSpec(
        @JsonPropertyDescription("Number of replicas: 1 to try, 3 to survive a node.") @Default("1") @Min(1)
        Integer replicas,

        @JsonPropertyDescription("Tag of the image; image.tag when absent.")
        String imageTag,

        @JsonPropertyDescription("CPU and memory.") ResourceSpec resources,
        @JsonPropertyDescription("Ports.") Ports ports) {
    /** The defaults. */
    public MetaSpec {
        replicas = Optional.ofNullable(replicas).orElse(1);
        ports = Optional.ofNullable(ports).orElse(new Ports(null, null));
    }

    /** Ports of the container. */
    public record Ports(
            @Default("3002") @Min(1) @Max(65535) @JsonPropertyDescription("gRPC.")
            Integer grpc,

            @Default("4000") @Min(1) @Max(65535) @JsonPropertyDescription("Health and metrics.")
            Integer http) {
        /** The defaults. */
        public Ports {
            grpc = Optional.ofNullable(grpc).orElse(3002);
            http = Optional.ofNullable(http).orElse(4000);
        }
    }
}
