package io.cameleer.hyperbytedb.backup;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Optional;

/** What is backed up, when, and where to. */
public record BackupKindSpec(
        @Required @JsonPropertyDescription("The HyperbytedbCluster, in the same namespace.")
        String clusterName,

        @JsonPropertyDescription(
                "When, as cron with five fields or a macro such as @daily, in UTC; once, and at once, when absent.")
        String schedule,

        @Required @JsonPropertyDescription("The bucket: s3, gcs or azure.")
        Destination destination,

        @JsonPropertyDescription("For how many days a backup is kept; the newest one always is.") @Default("7") @Min(1)
        Integer retentionDays,

        @JsonPropertyDescription(
                "The databases that are backed up. HyperbyteDB's own command backs up all, so it has to be empty.")
        List<String> databases,

        @JsonPropertyDescription("Whether only the Parquet files are sent that the bucket does not hold yet.")
        @Default("false")
        Boolean incremental) {
    /** The defaults. */
    public BackupKindSpec {
        retentionDays = Optional.ofNullable(retentionDays).orElse(7);
        databases = Optional.ofNullable(databases).orElse(List.of());
        incremental = Optional.ofNullable(incremental).orElse(false);
    }

    /** A bucket of one of three kinds. */
    public record Destination(
            @JsonPropertyDescription("S3, or what speaks its protocol.")
            S3 s3,

            @JsonPropertyDescription("Google Cloud Storage.")
            Bucket gcs,

            @JsonPropertyDescription("Azure Blob Storage, whose buckets are called containers.")
            Bucket azure) {}

    /** A bucket of S3. */
    public record S3(
            @Required @JsonPropertyDescription("Bucket that receives the backups; it must exist.")
            String bucket,

            @JsonPropertyDescription("What keys begin with.")
            String prefix,

            @JsonPropertyDescription("Region; the operator's default when absent.")
            String region,

            @JsonPropertyDescription("Address of a store that is not AWS'.")
            String endpoint,

            @JsonPropertyDescription(
                    "Secret with the keys access_key_id and secret_access_key; the operator's own identity when absent.")
            String credentialsSecretName) {}

    /** A bucket of another store. */
    public record Bucket(
            @Required @JsonPropertyDescription("Bucket that receives the backups; it must exist.")
            String bucket,

            @JsonPropertyDescription("What keys begin with.")
            String prefix,

            @JsonPropertyDescription("Address of a store that is not the provider's own.")
            String endpoint,

            @JsonPropertyDescription(
                    "Secret with GOOGLE_APPLICATION_CREDENTIALS, or AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY; the operator's own identity when absent.")
            String credentialsSecretName) {}
}
