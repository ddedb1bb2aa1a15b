package io.cameleer.backup;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.store.StoreLocation;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
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

        @JsonPropertyDescription(
                "What the objects' keys begin with; {namespace} in it stands for the cluster's namespace.")
        String prefix,

        @JsonPropertyDescription(
                "When, as cron with five fields or a macro such as @daily, in spec.backup.timeZone; only on request when absent.")
        String schedule,

        @JsonPropertyDescription(
                "Secret with the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (s3), GOOGLE_APPLICATION_CREDENTIALS (gcs) or AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY (azure); the operator's own identity when absent.")
        CredentialsRef credentialsSecretRef,

        @JsonPropertyDescription("Kind of store: s3 (the default, and what speaks its protocol), gcs or azure.")
        @Pattern("^(s3|gcs|azure)$")
        String provider,

        @JsonPropertyDescription(
                "How a snapshot is stored: tar (the default), one archive each; incremental, only what the store does not hold yet.")
        @Pattern("^(tar|incremental)$")
        String format,

        @JsonPropertyDescription("Which backups are kept; all when absent.")
        Retention retention,

        @JsonPropertyDescription("Restores the newest backup into a throw-away pod from time to time.")
        Verify verify,

        @JsonPropertyDescription("Time zone of the schedules, as Europe/Berlin; UTC when absent.")
        String timeZone,

        @JsonPropertyDescription(
                "Seconds after which a time of the schedule that was missed or failed is given up; when absent, the next time does it.")
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

    /** The same, enabled. */
    public BackupSpec enabling() {
        return new BackupSpec(
                true,
                bucket,
                region,
                endpoint,
                prefix,
                schedule,
                credentialsSecretRef,
                provider,
                format,
                retention,
                verify,
                timeZone,
                startingDeadlineSeconds,
                concurrencyPolicy,
                suspend);
    }

    /**
     * Where the backups are.
     *
     * @param namespace the cluster's
     */
    public StoreLocation location(String namespace) {
        return new StoreLocation(
                provider, bucket, region, endpoint, StoreLocation.prefix(prefix, namespace), "spec.backup.");
    }

    /** How late a time of the schedule may be served. */
    public Optional<Duration> deadline() {
        return Optional.ofNullable(startingDeadlineSeconds).map(Duration::ofSeconds);
    }

    /** Whether only what the store lacks is sent. */
    public boolean incremental() {
        return "incremental".equals(format);
    }

    /** The zone in which the schedules count. */
    public ZoneId zone() {
        return timeZone == null ? ZoneOffset.UTC : ZoneId.of(timeZone);
    }

    /**
     * Which backups are kept. A backup goes when either limit is passed; the newest good one, the newest verified one and one
     * that is needed for a restore never do.
     */
    public record Retention(
            @JsonPropertyDescription("How many whole ones are kept.") @Min(1)
            Integer count,

            @JsonPropertyDescription("For how long: a number and one of h, d, w, y.")
            @Pattern("^[1-9][0-9]{0,5}(h|d|w|y)$")
            String age,

            @JsonPropertyDescription("Whether what would go is only told, in the status and by an Event.")
            Boolean dryRun) {
        /** The age as a duration, or null. */
        public Duration duration() {
            if (age == null) {
                return null;
            }
            var number = Long.parseLong(age.substring(0, age.length() - 1));
            return switch (age.charAt(age.length() - 1)) {
                case 'h' -> Duration.ofHours(number);
                case 'd' -> Duration.ofDays(number);
                case 'w' -> Duration.ofDays(7 * number);
                default -> Duration.ofDays(365 * number);
            };
        }

        /** Whether nothing is deleted. */
        public boolean tellsOnly() {
            return Boolean.TRUE.equals(dryRun);
        }
    }

    /** When the newest backup is tried. */
    public record Verify(
            @Required @JsonPropertyDescription("Cron with five fields or a macro such as @weekly.")
            String schedule) {}

    /** A Secret in the cluster's namespace. */
    public record CredentialsRef(@Required String name) {}
}
