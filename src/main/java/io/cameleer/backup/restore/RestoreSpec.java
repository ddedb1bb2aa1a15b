package io.cameleer.backup.restore;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.catalog.BackupOwner;
import io.cameleer.backup.store.StoreLocation;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** The backup whose data a cluster starts with. */
@ValidationRule(
        value = "!(has(self.backup) && has(self.before))",
        message = "spec.restoreFrom takes one of backup and before, not both")
public record RestoreSpec(
        @JsonPropertyDescription(
                "The cluster whose backup it is, by name, or as namespace/name where it is of another; this one when absent.")
        @Pattern("^([a-z0-9-]+/)?[a-z0-9.-]+$")
        String cluster,

        @JsonPropertyDescription(
                "The backup, by its name as 20260131T060000Z or by its key; the newest good one when absent or latest.")
        String backup,

        @JsonPropertyDescription("The last backup before this time, RFC 3339.")
        @Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$")
        String before,

        @JsonPropertyDescription("Kind of store, as in spec.backup, from which absent fields are taken.")
        @Pattern("^(s3|gcs|azure)$")
        String provider,

        @JsonPropertyDescription("Bucket that holds the backup.")
        String bucket,

        @JsonPropertyDescription("The store's region.") String region,

        @JsonPropertyDescription("Address of a compatible store.") @Pattern("^https?://.+")
        String endpoint,

        @JsonPropertyDescription(
                "What the objects' keys begin with; {namespace} in it stands for the namespace of the backup's cluster.")
        String prefix,

        @JsonPropertyDescription("Secret with the store's credentials, as in spec.backup.")
        BackupSpec.CredentialsRef credentialsSecretRef,

        @JsonPropertyDescription("Any text; another one asks for the same restore again.")
        String request) {

    /** Whose backup it is, when this cluster is restored. */
    public BackupOwner source(HasMetadata object) {
        var own = BackupOwner.of(object);
        if (cluster == null) {
            return own;
        }
        var slash = cluster.indexOf('/');
        return new BackupOwner(
                own.kind(), slash < 0 ? own.namespace() : cluster.substring(0, slash), cluster.substring(slash + 1));
    }

    /**
     * Where the backup is; with a bucket of its own nothing is taken from the backup section.
     *
     * @param namespace that of the cluster whose backup it is
     */
    public StoreLocation location(BackupSpec backups, String namespace) {
        var own = StoreLocation.prefix(prefix, namespace);
        if (bucket != null || backups == null) {
            return new StoreLocation(provider, bucket, region, endpoint, own, "spec.restoreFrom.");
        }
        var other = backups.location(namespace);
        return new StoreLocation(
                Optional.ofNullable(provider).orElse(other.provider()),
                other.bucket(),
                Optional.ofNullable(region).orElse(other.region()),
                Optional.ofNullable(endpoint).orElse(other.endpoint()),
                Optional.ofNullable(own).orElse(other.prefix()),
                "spec.restoreFrom.");
    }

    /** Whether it is told which bucket the backup is in. */
    public boolean namesBucket(BackupSpec backups) {
        return bucket != null || (backups != null && backups.bucket() != null);
    }

    /** Whether another one means the same backup. */
    public boolean means(RestoreSpec other) {
        return other != null && without(this).equals(without(other));
    }

    private static RestoreSpec without(RestoreSpec spec) {
        return new RestoreSpec(
                spec.cluster,
                spec.backup,
                spec.before,
                spec.provider,
                spec.bucket,
                spec.region,
                spec.endpoint,
                spec.prefix,
                spec.credentialsSecretRef,
                null);
    }

    /** The Secret with the credentials, or null for the operator's own identity. */
    public BackupSpec.CredentialsRef credentials(BackupSpec backups) {
        return bucket != null || credentialsSecretRef != null || backups == null
                ? credentialsSecretRef
                : backups.credentialsSecretRef();
    }
}
