package io.cameleer.prometheus.set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;

/** What the members of a set are. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterSetStatus(
        @JsonPropertyDescription("How many clusters belong to the set.")
        Integer memberCount,

        @JsonPropertyDescription("How many of them are in each phase.")
        Map<String, Integer> phaseCount,

        @JsonPropertyDescription("The members in the order of their namespaces and names.")
        List<Member> members,

        @JsonPropertyDescription("Generation of the spec that this status describes.")
        Long observedGeneration,

        @JsonPropertyDescription("Ready and Degraded.") List<Condition> conditions) {
    /** One cluster of a set; its phase is Provisioning until the cluster has one. */
    public record Member(String namespace, String name, String phase) {}
}
