package io.cameleer.kubeblocks.spec;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One component of a cluster: how many pods, how large. */
public record ComponentSpec(
        @JsonPropertyDescription("Unique within the cluster; part of the names of its objects.")
        @Required
        @Size(max = 22)
        @Pattern("^[a-z]([a-z0-9-]*[a-z0-9])?$")
        String name,

        @JsonPropertyDescription("Name of the component's definition.") @Required @Size(max = 22)
        String componentDefRef,

        @JsonPropertyDescription("How many pods, 0 or more.") @Default("1") @Min(0)
        Integer replicas,

        @JsonPropertyDescription("Of the first container, instead of the definition's.")
        ResourceRequirements resources,

        @JsonPropertyDescription("Volumes of each pod, by the names by which containers mount them.")
        List<ClaimTemplate> volumeClaimTemplates,

        @JsonPropertyDescription("Further Services with the definition's ports.")
        List<ExtraService> services,

        @JsonPropertyDescription("Where its pods run.") AffinitySpec affinity,

        @JsonPropertyDescription("Taints that its pods bear.")
        List<Toleration> tolerations,

        @JsonPropertyDescription("ServiceAccount of its pods, instead of the definition's.")
        String serviceAccountName,

        @JsonPropertyDescription("Whether its metrics are scraped; the definition says where they are.")
        @Default("false")
        Boolean monitor,

        @JsonPropertyDescription("Whether it goes without a PodDisruptionBudget.") @Default("false")
        Boolean noCreatePDB,

        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    /** The defaults, for objects that were stored before the schema had them. */
    public ComponentSpec {
        replicas = Optional.ofNullable(replicas).orElse(1);
        volumeClaimTemplates = Optional.ofNullable(volumeClaimTemplates).orElse(List.of());
        services = Optional.ofNullable(services).orElse(List.of());
        monitor = Optional.ofNullable(monitor).orElse(false);
        noCreatePDB = Optional.ofNullable(noCreatePDB).orElse(false);
        more = Optional.ofNullable(more).orElse(Map.of());
    }

    /** A volume of each pod. */
    public record ClaimTemplate(
            @JsonPropertyDescription("The volume's name in the pod.") @Required
            String name,

            @JsonPropertyDescription(
                    "As in a PersistentVolumeClaim. Only the requested storage can change, and only grow.")
            PersistentVolumeClaimSpec spec) {}

    /** A further Service. */
    public record ExtraService(
            @JsonPropertyDescription("The end of its name, after the cluster's and the component's.") @Required
            String name,

            @JsonPropertyDescription("ClusterIP, NodePort or LoadBalancer.")
            @Default("ClusterIP")
            @Pattern("^(ClusterIP|NodePort|LoadBalancer)$")
            String serviceType,

            @JsonPropertyDescription("Annotations, as a cloud's load balancer takes them.")
            Map<String, String> annotations) {}
}
