package io.cameleer.kubeblocks.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import java.util.Optional;

/** When a cluster is backed up, and to which repository. */
public record BackupSection(
        @JsonPropertyDescription("Whether backups are taken.") @Default("false")
        Boolean enabled,

        @JsonPropertyDescription("The name of one of the definition's backup methods; its only one when absent.")
        String method,

        @JsonPropertyDescription(
                "When, as cron with five fields or a macro such as @daily, in UTC; only on request when absent.")
        String cronExpression,

        @JsonPropertyDescription("For how long backups are kept: a number and one of h, d, w, y.")
        @Default("7d")
        @Pattern("^[1-9][0-9]{0,5}(h|d|w|y)$")
        String retentionPeriod,

        @JsonPropertyDescription("Name of the BackupRepo; the one that is marked as the default when absent.")
        String repoName) {
    /** The defaults. */
    public BackupSection {
        enabled = Optional.ofNullable(enabled).orElse(false);
        retentionPeriod = Optional.ofNullable(retentionPeriod).orElse("7d");
    }

    /** The name of its repository, if it names one. */
    public Optional<String> repo() {
        return Optional.ofNullable(repoName).filter(name -> !name.isBlank());
    }
}
