package io.cameleer.greptimedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;

/** The nodes that hold data. */
public record DatanodeSpec(
        @JsonPropertyDescription("Number of replicas.") @Default("3") @Min(1)
        Integer replicas,

        @JsonPropertyDescription("Tag of the image; image.tag when absent.")
        String imageTag,

        @JsonPropertyDescription("CPU and memory.") ResourceSpec resources,

        @JsonPropertyDescription("The volume of the write-ahead log and of caches.")
        LocalCache localCache,

        @JsonPropertyDescription("Ports.") Ports ports) {
    /** The defaults. */
    public DatanodeSpec {
        replicas = Optional.ofNullable(replicas).orElse(3);
        localCache = Optional.ofNullable(localCache).orElse(new LocalCache(null, null));
        ports = Optional.ofNullable(ports).orElse(new Ports(null, null));
    }

    /** The volume of each replica. */
    public record LocalCache(
            @Default("50Gi") @JsonPropertyDescription("Size; it can grow where the storage class allows that.")
            Quantity size,

            @Default("gp3") @JsonPropertyDescription("Storage class; the cluster's default where there is no gp3.")
            String storageClass) {
        /** The defaults. */
        public LocalCache {
            size = Optional.ofNullable(size).orElse(new Quantity("50Gi"));
            storageClass = Optional.ofNullable(storageClass).orElse("gp3");
        }
    }

    /** Ports of the container. */
    public record Ports(
            @Default("4001") @Min(1) @Max(65535) @JsonPropertyDescription("gRPC.")
            Integer grpc,

            @Default("4000") @Min(1) @Max(65535) @JsonPropertyDescription("Health and metrics.")
            Integer http) {
        /** The defaults. */
        public Ports {
            grpc = Optional.ofNullable(grpc).orElse(4001);
            http = Optional.ofNullable(http).orElse(4000);
        }
    }
}
