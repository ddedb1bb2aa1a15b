package io.cameleer.kubeblocks.ops;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.kubeblocks.spec.ComponentSpec.ExtraService;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is to be done with which Cluster. Fields are those of apps.kubeblocks.io/v1alpha1. */
@ValidationRule(
        value = "self.clusterRef == oldSelf.clusterRef",
        message = "is immutable; make another OpsRequest",
        fieldPath = ".clusterRef")
@ValidationRule(
        value = "self.type == oldSelf.type",
        message = "is immutable; make another OpsRequest",
        fieldPath = ".type")
public record OpsSpec(
        @JsonPropertyDescription("Name of the Cluster, in the same namespace.") @Required @Size(max = 253)
        String clusterRef,

        @JsonPropertyDescription(
                "Restart, Upgrade, VerticalScaling, HorizontalScaling, VolumeExpansion, Stop, Start, Reconfiguring or Expose.")
        @Required
        @Pattern(
                "^(Restart|Upgrade|VerticalScaling|HorizontalScaling|VolumeExpansion|Stop|Start|Reconfiguring|Expose)$")
        String type,

        @JsonPropertyDescription(
                "Whether it is taken back while it is carried out: VerticalScaling and HorizontalScaling only.")
        @Default("false")
        Boolean cancel,

        @JsonPropertyDescription("Seconds after its success when the request is deleted; never when 0 or absent.")
        @Min(0)
        Integer ttlSecondsAfterSucceed,

        @JsonPropertyDescription("The components whose pods are made anew.") @Size(max = 128)
        List<Restart> restart,

        @JsonPropertyDescription("The version to change to.")
        Upgrade upgrade,

        @JsonPropertyDescription("Other requests and limits of components' first containers.") @Size(max = 128)
        List<VerticalScaling> verticalScaling,

        @JsonPropertyDescription("Other numbers of pods.") @Size(max = 128)
        List<HorizontalScaling> horizontalScaling,

        @JsonPropertyDescription("Larger volumes.") @Size(max = 128)
        List<VolumeExpansion> volumeExpansion,

        @JsonPropertyDescription("Other parameters in rendered files of one component.")
        Reconfigure reconfigure,

        @JsonPropertyDescription("Further Services of components.") @Size(max = 128)
        List<Expose> expose) {
    /** Without nulls. */
    public OpsSpec {
        cancel = Optional.ofNullable(cancel).orElse(false);
        restart = Optional.ofNullable(restart).orElse(List.of());
        verticalScaling = Optional.ofNullable(verticalScaling).orElse(List.of());
        horizontalScaling = Optional.ofNullable(horizontalScaling).orElse(List.of());
        volumeExpansion = Optional.ofNullable(volumeExpansion).orElse(List.of());
        expose = Optional.ofNullable(expose).orElse(List.of());
    }

    /** A component to restart. */
    public record Restart(
            @JsonPropertyDescription("The component's name.") @Required
            String componentName) {}

    /** A version to change to. */
    public record Upgrade(
            @JsonPropertyDescription("Name of a ClusterVersion of the same definition.") @Required
            String clusterVersionRef) {}

    /** Resources of a component. */
    public record VerticalScaling(
            @JsonPropertyDescription("The component's name.") @Required
            String componentName,

            @JsonPropertyDescription("What is requested; entries that are not named stay.")
            Map<String, Quantity> requests,

            @JsonPropertyDescription("The limits; entries that are not named stay.")
            Map<String, Quantity> limits) {}

    /** The number of a component's pods. */
    public record HorizontalScaling(
            @JsonPropertyDescription("The component's name.") @Required
            String componentName,

            @JsonPropertyDescription("How many pods, 0 or more.") @Required @Min(0)
            Integer replicas) {}

    /** Volumes of a component. */
    public record VolumeExpansion(
            @JsonPropertyDescription("The component's name.") @Required
            String componentName,

            @JsonPropertyDescription("Its volumes.") @Required @Size(min = 1, max = 128)
            List<Volume> volumeClaimTemplates) {}

    /** A volume's size. */
    public record Volume(
            @JsonPropertyDescription("The volume's name.") @Required
            String name,

            @JsonPropertyDescription("Its size, as in 20Gi.") @Required
            Quantity storage) {}

    /** Parameters of a component. */
    public record Reconfigure(
            @JsonPropertyDescription("The component's name.") @Required
            String componentName,

            @JsonPropertyDescription("Its configurations.") @Required @Size(min = 1, max = 16)
            List<Configuration> configurations) {}

    /** One of a component's configSpecs. */
    public record Configuration(
            @JsonPropertyDescription("The name of one of the definition's configSpecs.") @Required
            String name,

            @JsonPropertyDescription("Its files.") @Required @Size(min = 1, max = 64)
            List<FileChange> keys) {}

    /** A rendered file. */
    public record FileChange(
            @JsonPropertyDescription("The file's name.") @Required
            String key,

            @JsonPropertyDescription("Its parameters.") @Required @Size(min = 1, max = 256)
            List<Parameter> parameters) {}

    /** One parameter. */
    public record Parameter(
            @JsonPropertyDescription("The name; within a section, the section's name and a dot stand before it.")
            @Required
            String key,

            @JsonPropertyDescription("The value as it stands in the file; what was set before goes when it is absent.")
            String value) {}

    /** Further Services of a component. */
    public record Expose(
            @JsonPropertyDescription("The component's name.") @Required
            String componentName,

            @JsonPropertyDescription("The Services, as in a Cluster.") @Required @Size(min = 1, max = 16)
            List<ExtraService> services) {}
}
