package io.cameleer.greptimedb.spec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.util.Optional;

/** The object storage. Credentials that are given win over {@code useIRSA}, which matters only when there are none. */
public record StorageSpec(
        @Required @JsonPropertyDescription("s3, gcs or azure.") @Pattern("^(s3|gcs|azure)$")
        String backend,

        @Required @JsonPropertyDescription("The bucket, or Azure's container.")
        String bucket,

        @Required @JsonPropertyDescription("The cloud's region; any for a store that has none.")
        String region,

        @JsonPropertyDescription("Address of a store that is not the cloud's own.") @Pattern("^https?://.+")
        String endpoint,

        @JsonPropertyDescription("What all object keys begin with.")
        String prefix,

        @JsonPropertyDescription("Access key; the operator keeps it in a Secret of its own.")
        String accessKeyId,

        @JsonPropertyDescription("Secret key; the operator keeps it in a Secret of its own.")
        String secretAccessKey,

        @JsonPropertyDescription(
                "Secret with the keys accessKeyId and secretAccessKey (s3), storageAccountName and storageAccountKey (azure), or credentials.json (gcs).")
        String secretRef,

        @JsonPropertyDescription("Whether pods have their rights from the ServiceAccount's cloud identity.")
        @Default("true")
        Boolean useIRSA) {
    /** The defaults. */
    public StorageSpec {
        useIRSA = Optional.ofNullable(useIRSA).orElse(true);
    }

    /** Where the credentials come from. */
    public enum Credentials {
        /** The ServiceAccount's cloud identity, or none. */
        IDENTITY,
        /** The spec itself; the operator copies them into a Secret. */
        INLINE,
        /** A Secret of the user. */
        SECRET
    }

    /** Where the credentials come from; a Secret wins over keys in the spec. */
    @JsonIgnore
    public Credentials credentials() {
        if (secretRef != null && !secretRef.isBlank()) {
            return Credentials.SECRET;
        }
        return accessKeyId != null || secretAccessKey != null ? Credentials.INLINE : Credentials.IDENTITY;
    }

    /** The name never tells a key. */
    @Override
    public String toString() {
        return backend + " bucket " + bucket;
    }
}
