package io.cameleer.kubeblocks.backup;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.store.StoreLocation;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.util.Map;
import java.util.Optional;

/** Where backups are kept. Fields are those of dataprotection.kubeblocks.io/v1alpha1 as far as they matter here. */
public record BackupRepoSpec(
        @JsonPropertyDescription("Kind of store: s3 and what speaks its protocol, gcs, or azureblob.")
        @Required
        @Pattern("^(s3|minio|oss|cos|obs|gcs|gcs-s3comp|azureblob)$")
        String storageProviderRef,

        @JsonPropertyDescription("bucket (or container), endpoint, region.")
        Map<String, String> config,

        @JsonPropertyDescription("The Secret with the store's credentials; the operator's own identity when absent.")
        SecretReference credential,

        @JsonPropertyDescription("What the objects' keys begin with.")
        String pathPrefix) {
    /** Without nulls. */
    public BackupRepoSpec {
        config = Optional.ofNullable(config).orElse(Map.of());
    }

    /** A Secret. */
    public record SecretReference(
            @JsonPropertyDescription("Its name.") @Required String name,

            @JsonPropertyDescription("Its namespace.") @Required
            String namespace) {}

    /** The bucket, null when none is named. */
    String bucket() {
        return config.getOrDefault("bucket", config.get("container"));
    }

    /** The name of the Secret, null for the operator's own identity. */
    BackupSpec.CredentialsRef secret() {
        return credential == null ? null : new BackupSpec.CredentialsRef(credential.name());
    }

    /**
     * Where the backups of clusters of a namespace are.
     *
     * @param namespace part of the prefix, as names are unique in a namespace only
     */
    StoreLocation location(String namespace) {
        var prefix = Optional.ofNullable(pathPrefix).orElse("").replaceAll("^/+|/+$", "");
        return new StoreLocation(
                switch (storageProviderRef) {
                    case "gcs" -> "gcs";
                    case "azureblob" -> "azure";
                    default -> "s3";
                },
                bucket(),
                config.get("region"),
                config.get("endpoint"),
                prefix.isEmpty() ? namespace : prefix + "/" + namespace,
                "spec.",
                "credential",
                credential == null ? null : credential.namespace());
    }
}
