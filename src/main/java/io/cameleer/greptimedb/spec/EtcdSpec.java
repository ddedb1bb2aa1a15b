package io.cameleer.greptimedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;

/** The store of metadata. */
public record EtcdSpec(
        @JsonPropertyDescription("Number of members: 1, 3 or 5.") @Default("1") @Min(1)
        Integer replicas,

        @JsonPropertyDescription("Image of etcd.") @Default("quay.io/coreos/etcd:v3.5.9")
        String image,

        @JsonPropertyDescription("CPU and memory.") ResourceSpec resources,

        @JsonPropertyDescription("The volume of each member.")
        Storage storage,

        @JsonPropertyDescription("Ports.") Ports ports) {
    /** The defaults. */
    public EtcdSpec {
        replicas = Optional.ofNullable(replicas).orElse(1);
        image = Optional.ofNullable(image).orElse("quay.io/coreos/etcd:v3.5.9");
        storage = Optional.ofNullable(storage).orElse(new Storage(null, null));
        ports = Optional.ofNullable(ports).orElse(new Ports(null, null));
    }

    /** The volume of each member. */
    public record Storage(
            @Default("10Gi") @JsonPropertyDescription("Size; it can grow where the storage class allows that.")
            Quantity size,

            @Default("gp3") @JsonPropertyDescription("Storage class; the cluster's default where there is no gp3.")
            String storageClass) {
        /** The defaults. */
        public Storage {
            size = Optional.ofNullable(size).orElse(new Quantity("10Gi"));
            storageClass = Optional.ofNullable(storageClass).orElse("gp3");
        }
    }

    /** Ports of the container. */
    public record Ports(
            @Default("2379") @Min(1) @Max(65535) @JsonPropertyDescription("For clients.")
            Integer client,

            @Default("2380") @Min(1) @Max(65535) @JsonPropertyDescription("Between members.")
            Integer peer) {
        /** The defaults. */
        public Ports {
            client = Optional.ofNullable(client).orElse(2379);
            peer = Optional.ofNullable(peer).orElse(2380);
        }
    }
}
