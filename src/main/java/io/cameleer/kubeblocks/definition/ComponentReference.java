package io.cameleer.kubeblocks.definition;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Optional;

/** Another component that a component refers to: it starts when that one is ready. */
public record ComponentReference(
        @JsonPropertyDescription("Name of the other component's definition.") @Required
        String componentDefName,

        @JsonPropertyDescription(
                "What a cluster without such a component means: Fail refuses it, Ignore leaves the variables out.")
        @Pattern("^(Fail|Ignore)$")
        String failurePolicy,

        @JsonPropertyDescription("Environment variables of every container.")
        List<Variable> componentRefEnv) {
    /** The defaults. */
    public ComponentReference {
        failurePolicy = Optional.ofNullable(failurePolicy).orElse("Ignore");
        componentRefEnv = Optional.ofNullable(componentRefEnv).orElse(List.of());
    }

    /** Whether a cluster must have it. */
    public boolean required() {
        return "Fail".equals(failurePolicy);
    }

    /** A variable. */
    public record Variable(
            @JsonPropertyDescription("Its name.") @Required String name,

            @JsonPropertyDescription("Its value, when it does not depend on the other component.")
            String value,

            @JsonPropertyDescription("Where its value comes from.")
            Source valueFrom) {}

    /** Where a value comes from. */
    public record Source(
            @JsonPropertyDescription(
                    "ServiceRef: name of the Service; HeadlessServiceRef: the pods' addresses; FieldRef: a field of the component.")
            @Required
            @Pattern("^(FieldRef|ServiceRef|HeadlessServiceRef)$")
            String type,

            @JsonPropertyDescription(
                    "Of a FieldRef: a JSONPath on the component of the cluster, as {.replicas} or $.replicas.")
            String fieldPath,

            @JsonPropertyDescription(
                    "Of a HeadlessServiceRef: one address; $POD_FQDN and $POD_NAME and $POD_ORDINAL stand for a pod's.")
            String format,

            @JsonPropertyDescription("Of a HeadlessServiceRef: what stands between two addresses.")
            String joinWith) {
        /** The defaults. */
        public Source {
            format = Optional.ofNullable(format).orElse("$POD_FQDN");
            joinWith = Optional.ofNullable(joinWith).orElse(",");
        }
    }
}
