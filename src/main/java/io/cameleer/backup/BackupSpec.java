package io.cameleer.backup;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Optional;

/** Where and when snapshots of a cluster are stored; the same for every family. */
@ValidationRule(
        value = "!has(self.enabled) || !self.enabled || (has(self.bucket) && size(self.bucket) > 0)",
        message = "spec.backup.bucket is required when spec.backup.enabled is true")
public record BackupSpec(
        @JsonPropertyDescription("Whether backups are taken.") @Default("false")
        Boolean enabled,

        @JsonPropertyDescription("Bucket that receives them; it must exist.")
        String bucket,

        @JsonPropertyDescription("The store's region.") String region,

        @JsonPropertyDescription("Address of an S3-compatible store; AWS when absent and the operator has no default.")
        @Pattern("^https?://.+")
        String endpoint,

        @JsonPropertyDescription("What the objects' keys begin with.")
        String prefix,

        @JsonPropertyDescription(
                "When, as cron with five fields or a macro such as @daily, in UTC; only on request when absent.")
        String schedule,

        @JsonPropertyDescription(
                "Secret with the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; the operator's own identity when absent.")
        CredentialsRef credentialsSecretRef,

        @JsonPropertyDescription("Kind of store: s3.") @Pattern("^s3$")
        String provider,

        @JsonPropertyDescription("How a snapshot is stored: tar.") @Pattern("^tar$")
        String format,

        @JsonPropertyDescription("Seconds after which a missed time of the schedule is given up; never when absent.")
        @Min(1)
        Long startingDeadlineSeconds,

        @JsonPropertyDescription("What happens when a backup still runs at the next time: Forbid lets the next wait.")
        @Pattern("^Forbid$")
        String concurrencyPolicy,

        @JsonPropertyDescription("Whether the schedule rests; a requested backup is still taken.") @Default("false")
        Boolean suspend) {

    /** The defaults. */
    public BackupSpec {
        enabled = Optional.ofNullable(enabled).orElse(false);
        suspend = Optional.ofNullable(suspend).orElse(false);
        prefix = Optional.ofNullable(prefix).orElse("");
    }

    /** A Secret in the cluster's namespace. */
    public record CredentialsRef(@Required String name) {}
}
