package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import java.util.Optional;

/** What the operator makes for those who watch the database. */
public record MonitoringSpec(
        @JsonPropertyDescription("Whether metrics are of interest at all.") @Default("true")
        Boolean enabled,

        @JsonPropertyDescription("Whether there is a ServiceMonitor; it needs the prometheus-operator.")
        @Default("true")
        Boolean serviceMonitor,

        @JsonPropertyDescription("Whether there is a ConfigMap with a dashboard, labelled grafana_dashboard.")
        @Default("false")
        Boolean grafanaDashboard) {
    /** The defaults, for objects that were stored before the schema had them. */
    public MonitoringSpec {
        enabled = Optional.ofNullable(enabled).orElse(true);
        serviceMonitor = Optional.ofNullable(serviceMonitor).orElse(true);
        grafanaDashboard = Optional.ofNullable(grafanaDashboard).orElse(false);
    }
}
