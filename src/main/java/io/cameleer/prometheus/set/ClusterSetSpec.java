package io.cameleer.prometheus.set;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.BackupSpec;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Optional;

/** Which clusters belong to a set, and what they get from it. Fields and rules are those of tsdb-operator's v1 API. */
@ValidationRule(
        value =
                "!has(self.backupTemplate) || (has(self.backupTemplate.bucket) && size(self.backupTemplate.bucket) > 0)",
        message = "spec.backupTemplate.bucket is required when there is a spec.backupTemplate")
public record ClusterSetSpec(
        @JsonPropertyDescription("Labels of the clusters; all when empty.")
        LabelSelector clusterSelector,

        @JsonPropertyDescription("Labels of the namespaces in which they are; all when empty.")
        LabelSelector namespaceSelector,

        @JsonPropertyDescription(
                "The backup section of every member whose own spec.backup.enabled is false; its own enabled does not matter.")
        BackupSpec backupTemplate) {
    /** Empty selectors select all. */
    public ClusterSetSpec {
        clusterSelector = Optional.ofNullable(clusterSelector).orElseGet(LabelSelector::new);
        namespaceSelector = Optional.ofNullable(namespaceSelector).orElseGet(LabelSelector::new);
    }
}
