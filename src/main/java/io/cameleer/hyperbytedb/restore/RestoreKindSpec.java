package io.cameleer.hyperbytedb.restore;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.hyperbytedb.backup.BackupKindSpec.Destination;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** What is restored, and into what. It is done once; another restore is another object. */
@ValidationRule(
        value = "self == oldSelf",
        message = "spec cannot change: a restore is done once; make another HyperbytedbRestore")
public record RestoreKindSpec(
        @Required @JsonPropertyDescription("The HyperbytedbCluster, in the same namespace; its data are replaced.")
        String clusterName,

        @JsonPropertyDescription("The HyperbytedbBackup whose backup is restored, in the same namespace.")
        String backupName,

        @JsonPropertyDescription(
                "Where the backup is, when no HyperbytedbBackup tells it; the prefix is the whole folder, as in a status.backupPath.")
        Destination source,

        @JsonPropertyDescription("The last backup not after this time, RFC 3339; the newest when absent.")
        @Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$")
        String restoreTimestamp) {}
