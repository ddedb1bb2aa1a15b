package io.cameleer.greptimedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.Optional;

/** The query endpoint. */
public record FrontendSpec(
        @JsonPropertyDescription("Number of replicas.") @Default("2") @Min(1)
        Integer replicas,

        @JsonPropertyDescription("Tag of the image; image.tag when absent.")
        String imageTag,

        @JsonPropertyDescription("CPU and memory.") ResourceSpec resources,
        @JsonPropertyDescription("Ports.") Ports ports,

        @JsonPropertyDescription("How clients reach it.") ServiceSpec service) {
    /** The defaults. */
    public FrontendSpec {
        replicas = Optional.ofNullable(replicas).orElse(2);
        ports = Optional.ofNullable(ports).orElse(new Ports(null, null, null, null, null));
        service = Optional.ofNullable(service).orElse(new ServiceSpec(null, null));
    }

    /** Ports of the Service; the prometheus port leads to the HTTP port, as the database has had none of its own since 0.4. */
    public record Ports(
            @Default("4000") @Min(1) @Max(65535) @JsonPropertyDescription("HTTP: SQL, Prometheus, InfluxDB and more.")
            Integer http,

            @Default("4001") @Min(1) @Max(65535) @JsonPropertyDescription("gRPC.")
            Integer grpc,

            @Default("4002") @Min(1) @Max(65535) @JsonPropertyDescription("MySQL's protocol.")
            Integer mysql,

            @Default("4003") @Min(1) @Max(65535) @JsonPropertyDescription("PostgreSQL's protocol.")
            Integer postgresql,

            @Default("4004") @Min(1) @Max(65535) @JsonPropertyDescription("Prometheus' remote read and write.")
            Integer prometheus) {
        /** The defaults. */
        public Ports {
            http = Optional.ofNullable(http).orElse(4000);
            grpc = Optional.ofNullable(grpc).orElse(4001);
            mysql = Optional.ofNullable(mysql).orElse(4002);
            postgresql = Optional.ofNullable(postgresql).orElse(4003);
            prometheus = Optional.ofNullable(prometheus).orElse(4004);
        }
    }
}
