package io.cameleer.kubeblocks.definition;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.IntOrString;

/** Where the metrics of a component are. */
public record MonitorDefinition(
        @JsonPropertyDescription("Whether the database brings its own metrics; exporterConfig says where they are.")
        Boolean builtIn,

        @JsonPropertyDescription("The address in each pod.") Exporter exporterConfig) {
    /** The address of metrics in a pod. */
    public record Exporter(
            @JsonPropertyDescription("The port, by number or name.") @Required
            IntOrString scrapePort,

            @JsonPropertyDescription("The path; /metrics by default.")
            String scrapePath) {}
}
