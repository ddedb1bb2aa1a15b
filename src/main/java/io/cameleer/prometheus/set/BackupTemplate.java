package io.cameleer.prometheus.set;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.BackupSpec;

/** The backup section that a cluster has from a set, as its status keeps it. */
public record BackupTemplate(
        @JsonPropertyDescription("The PrometheusClusterSet from which it comes.")
        String set,

        @JsonPropertyDescription("The backup section.") BackupSpec backup) {}
