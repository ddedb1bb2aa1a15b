package io.cameleer.greptimedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;

/** CPU and memory of a component's container. */
public record ResourceSpec(
        @JsonPropertyDescription("CPU limit, as in 500m.") Quantity cpu,

        @JsonPropertyDescription("Memory limit, as in 4Gi.") Quantity memory,

        @JsonPropertyDescription("CPU request; the limit when absent.")
        Quantity cpuRequest,

        @JsonPropertyDescription("Memory request; the limit when absent.")
        Quantity memoryRequest) {

    /** The same as Kubernetes writes it. */
    public static ResourceRequirements of(ResourceSpec spec) {
        var resources = new ResourceRequirementsBuilder();
        if (spec == null) {
            return resources.build();
        }
        if (spec.cpu != null) {
            resources.addToLimits("cpu", spec.cpu);
        }
        if (spec.memory != null) {
            resources.addToLimits("memory", spec.memory);
        }
        if (spec.cpuRequest != null || spec.cpu != null) {
            resources.addToRequests("cpu", spec.cpuRequest != null ? spec.cpuRequest : spec.cpu);
        }
        if (spec.memoryRequest != null || spec.memory != null) {
            resources.addToRequests("memory", spec.memoryRequest != null ? spec.memoryRequest : spec.memory);
        }
        return resources.build();
    }
}
