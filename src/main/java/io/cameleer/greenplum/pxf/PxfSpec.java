package io.cameleer.greenplum.pxf;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;

/** What a GreenplumPXFService should be. Fields and defaults are those of the greenplum.pivotal.io/v1beta1 API. */
@ValidationRule(
        value =
                "!has(self.workerSelector) || self.workerSelector.all(k, size(k) <= 63 && size(self.workerSelector[k]) <= 63)",
        message = "pxf workerSelector key/value is longer than 63 characters")
public record PxfSpec(
        @JsonPropertyDescription("Number of pods.") @Default("2") @Min(1) @Max(1000)
        Integer replicas,

        @JsonPropertyDescription("CPU of each pod; as much as there is when absent.")
        Quantity cpu,

        @JsonPropertyDescription("Memory of each pod; as much as there is when absent.")
        Quantity memory,

        @JsonPropertyDescription("Labels of the nodes that the pods may run on.") @Size(max = 64)
        Map<String, String> workerSelector,

        @JsonPropertyDescription("Where the service's own configuration is.")
        Conf pxfConf) {
    /** The defaults, for objects that were stored before the schema had them. */
    public PxfSpec {
        replicas = Optional.ofNullable(replicas).orElse(2);
        workerSelector = Optional.ofNullable(workerSelector).orElse(Map.of());
    }

    /** Where the service's own configuration is. */
    public record Conf(
            @JsonPropertyDescription("A folder of a bucket.") @Required
            Source s3Source) {}

    /** A folder of a bucket. */
    public record Source(
            @JsonPropertyDescription("Secret with the keys access_key_id and secret_access_key.") @Required
            String secret,

            @JsonPropertyDescription("Host and port of the store.") @Required
            String endpoint,

            @JsonPropertyDescription("The bucket.") @Required
            String bucket,

            @JsonPropertyDescription("The folder.") String folder,

            @JsonPropertyDescription("https, or http for a store without TLS.")
            @Default("https")
            @Pattern("^(http|https)$")
            String protocol) {}
}
