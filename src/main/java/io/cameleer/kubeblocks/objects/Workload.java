package io.cameleer.kubeblocks.objects;

import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.kubeblocks.blueprint.Marks;
import io.cameleer.kubeblocks.definition.ComponentDefinition;
import io.cameleer.kubeblocks.spec.AffinitySpec;
import io.cameleer.kubeblocks.spec.ComponentSpec.ClaimTemplate;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Deployment or StatefulSet of a component. */
final class Workload {
    /** Names what pods read at their start; another value restarts them. */
    static final String CONFIGURATION = "apps.kubeblocks.io/configuration-hash";

    /** Another value restarts pods that are as they should be. */
    private static final String RESTARTED = "kubeblocks.io/restart";

    private static final int ANYWHERE = 100;

    private final Component component;
    private final Blueprint blueprint;

    Workload(Component component, Blueprint blueprint) {
        this.component = component;
        this.blueprint = blueprint;
    }

    /**
     * The workload.
     *
     * @param pods the pods as they are described
     * @param configuration stands for what they read at their start
     * @param replicas how many there should be now
     */
    HasMetadata of(PodSpec pods, String configuration, int replicas) {
        var metadata = Names.metadata(component, blueprint, component.object()).build();
        var selector = new LabelSelectorBuilder()
                .withMatchLabels(Names.selector(component))
                .build();
        var template = template(pods, configuration);
        if (component.definition().stateless()) {
            return new DeploymentBuilder()
                    .withMetadata(metadata)
                    .withNewSpec()
                    .withReplicas(replicas)
                    .withSelector(selector)
                    .withTemplate(template)
                    .endSpec()
                    .build();
        }
        return new StatefulSetBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withPodManagementPolicy(parallel() ? "Parallel" : "OrderedReady")
                .withReplicas(replicas)
                .withSelector(selector)
                .withServiceName(component.headless())
                .withTemplate(template)
                .withVolumeClaimTemplates(component.spec().volumeClaimTemplates().stream()
                        .map(this::claim)
                        .toList())
                .endSpec()
                .build();
    }

    /** Pods that make a quorum only together are never ready one after the other. */
    private boolean parallel() {
        var definition = component.definition();
        return definition.workloadType().equals("Consensus")
                || Optional.ofNullable(definition.statefulSpec())
                        .or(() -> Optional.ofNullable(definition.consensusSpec()))
                        .map(ComponentDefinition.UpdatePolicy::updateStrategy)
                        .filter(strategy -> !strategy.equals("Serial"))
                        .isPresent();
    }

    /** Its labels are those that never change, as a StatefulSet's claim templates cannot. */
    private PersistentVolumeClaim claim(ClaimTemplate claim) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withLabels(Names.selector(component))
                .withName(claim.name())
                .endMetadata()
                .withSpec(claim.spec())
                .build();
    }

    private PodTemplateSpec template(PodSpec described, String configuration) {
        var pods = new PodSpecBuilder(described);
        var own = new ArrayList<>(described.getVolumes());
        for (var reference : ConfigMaps.mounted(component)) {
            own.removeIf(volume -> volume.getName().equals(reference.volumeName()));
            own.add(new VolumeBuilder()
                    .withName(reference.volumeName())
                    .withNewConfigMap()
                    .withDefaultMode(reference.defaultMode())
                    .withName(component.rendered(reference))
                    .endConfigMap()
                    .build());
        }
        // A volume of the definition makes way for the claim of the same name.
        component
                .spec()
                .volumeClaimTemplates()
                .forEach(claim -> own.removeIf(volume -> volume.getName().equals(claim.name())));
        var containers = described.getContainers().stream().map(this::told).toList();
        pods.withContainers(containers)
                .withInitContainers(
                        described.getInitContainers().stream().map(this::told).toList())
                .withVolumes(own);
        if (component.spec().resources() != null) {
            pods.editFirstContainer()
                    .withResources(component.spec().resources())
                    .endContainer();
        }
        if (component.spec().serviceAccountName() != null) {
            pods.withServiceAccountName(component.spec().serviceAccountName());
        }
        if (described.getAffinity() == null) {
            pods.withAffinity(affinity(Optional.ofNullable(component.spec().affinity())
                    .or(() -> Optional.ofNullable(blueprint.cluster().getSpec().affinity()))
                    .orElseGet(AffinitySpec::standard)));
        }
        var tolerations = Optional.ofNullable(component.spec().tolerations())
                .orElse(blueprint.cluster().getSpec().tolerations());
        pods.addAllToTolerations(tolerations);
        pods.editOrNewSecurityContext()
                .withSeccompProfile(Optional.ofNullable(described.getSecurityContext())
                        .map(context -> context.getSeccompProfile())
                        .orElseGet(() -> new SeccompProfile(null, "RuntimeDefault")))
                .endSecurityContext();
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withAnnotations(annotations(configuration))
                .withLabels(Names.labels(component, blueprint))
                .endMetadata()
                .withSpec(pods.build())
                .build();
    }

    private Map<String, String> annotations(String configuration) {
        var annotations = new LinkedHashMap<>(Scraping.annotations(component));
        if (!configuration.isEmpty()) {
            annotations.put(CONFIGURATION, configuration);
        }
        Marks.restarted(blueprint.cluster(), component.name()).ifPresent(time -> annotations.put(RESTARTED, time));
        return annotations;
    }

    /** What the definition says of a variable stands. */
    private Container told(Container container) {
        var own = new HashSet<String>();
        container.getEnv().forEach(variable -> own.add(variable.getName()));
        var variables = new ArrayList<EnvVar>();
        Environment.of(component, blueprint).stream()
                .filter(variable -> !own.contains(variable.getName()))
                .forEach(variables::add);
        variables.addAll(container.getEnv());
        return new ContainerBuilder(container)
                .withEnv(variables)
                .addNewEnvFrom()
                .withNewConfigMapRef(component.environment(), null)
                .endEnvFrom()
                .build();
    }

    private Affinity affinity(AffinitySpec wish) {
        var terms = wish.topologyKeys().stream().map(this::apart).toList();
        var affinity = new AffinityBuilder();
        if (!wish.nodeLabels().isEmpty()) {
            affinity.withNewNodeAffinity()
                    .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                    .addNewNodeSelectorTerm()
                    .withMatchExpressions(wish.nodeLabels().entrySet().stream()
                            .map(Workload::labelled)
                            .toList())
                    .endNodeSelectorTerm()
                    .endRequiredDuringSchedulingIgnoredDuringExecution()
                    .endNodeAffinity();
        }
        var apart = affinity.withNewPodAntiAffinity();
        if (wish.podAntiAffinity().equals("Required")) {
            apart.addAllToRequiredDuringSchedulingIgnoredDuringExecution(terms);
        } else {
            apart.addAllToPreferredDuringSchedulingIgnoredDuringExecution(terms.stream()
                    .map(term -> new WeightedPodAffinityTerm(term, ANYWHERE))
                    .toList());
        }
        if (wish.tenancy().equals("DedicatedNode")) {
            apart.addToRequiredDuringSchedulingIgnoredDuringExecution(alone());
        }
        return apart.endPodAntiAffinity().build();
    }

    private PodAffinityTerm apart(String topologyKey) {
        return new PodAffinityTermBuilder()
                .withNewLabelSelector()
                .withMatchLabels(Names.selector(component))
                .endLabelSelector()
                .withTopologyKey(topologyKey)
                .build();
    }

    private static PodAffinityTerm alone() {
        return new PodAffinityTermBuilder()
                .withNewLabelSelector()
                .addToMatchLabels(Names.MANAGER, Names.KUBEBLOCKS)
                .endLabelSelector()
                .withTopologyKey("kubernetes.io/hostname")
                .build();
    }

    private static NodeSelectorRequirement labelled(Map.Entry<String, String> label) {
        return new NodeSelectorRequirementBuilder()
                .withKey(label.getKey())
                .withOperator("In")
                .withValues(List.of(label.getValue()))
                .build();
    }
}
