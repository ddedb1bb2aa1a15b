package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;

/** Where data lie. */
public record StorageSpec(
        @JsonPropertyDescription("local or s3.") @Default("local") @Pattern("^(local|s3)$")
        String backend,

        @JsonPropertyDescription("The volume of each member.")
        VolumeClaimTemplate volumeClaimTemplate,

        @JsonPropertyDescription("The bucket of the backend s3.")
        S3 s3,

        @JsonPropertyDescription("Format of the write-ahead log; the database's own default when absent.")
        @Pattern("^[a-z0-9-]+$")
        String walFormat,

        @JsonPropertyDescription(
                "What becomes of a volume when its member is scaled away or the cluster is deleted: Retain (the default) or Delete.")
        @Pattern("^(Retain|Delete)$")
        String volumeDeletionPolicy) {
    /** The defaults, for objects that were stored before the schema had them. */
    public StorageSpec {
        backend = Optional.ofNullable(backend).orElse("local");
        volumeClaimTemplate = Optional.ofNullable(volumeClaimTemplate).orElse(new VolumeClaimTemplate(null, null));
    }

    /** Whether Parquet files lie in a bucket. */
    public boolean onS3() {
        return "s3".equals(backend);
    }

    /** The volume policy as a StatefulSet knows it. */
    public String deletion() {
        return Optional.ofNullable(volumeDeletionPolicy).orElse("Retain");
    }

    /** The volume of each member. */
    public record VolumeClaimTemplate(
            @JsonPropertyDescription("Storage class; the cluster's default when absent. It cannot change.")
            String storageClassName,

            @JsonPropertyDescription("Size; it can grow where the storage class allows that.") @Default("10Gi")
            Quantity size) {
        /** The default size. */
        public VolumeClaimTemplate {
            size = Optional.ofNullable(size).orElse(new Quantity("10Gi"));
        }
    }

    /** A bucket. */
    public record S3(
            @JsonPropertyDescription("Its name.") String bucket,

            @JsonPropertyDescription("What every key begins with.")
            String prefix,

            @JsonPropertyDescription("Region of AWS.") String region,

            @JsonPropertyDescription("Address of a store that is not AWS'.") @Pattern("^https?://.+")
            String endpoint,

            @JsonPropertyDescription("Secret with the keys access_key_id and secret_access_key.")
            String credentialsSecretName) {}
}
