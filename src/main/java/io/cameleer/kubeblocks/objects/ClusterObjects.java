package io.cameleer.kubeblocks.objects;

import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.kubeblocks.definition.ComponentService;
import io.cameleer.kubeblocks.spec.ComponentSpec.ExtraService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The objects of a component, those that are read before those that read them. */
public final class ClusterObjects {
    private ClusterObjects() {}

    /**
     * All but the workload: others may look for them before this component starts.
     *
     * @param files the rendered files by the names of their ConfigMaps
     */
    public static List<HasMetadata> around(
            Component component, Blueprint blueprint, Map<String, Map<String, String>> files) {
        var objects = new ArrayList<HasMetadata>();
        objects.add(ConfigMaps.environment(component, blueprint));
        for (var reference : ConfigMaps.templates(component)) {
            objects.add(ConfigMaps.rendered(
                    component, blueprint, reference, files.getOrDefault(component.rendered(reference), Map.of())));
        }
        if (!component.definition().ports().isEmpty()) {
            objects.add(service(component, blueprint));
            component.spec().services().forEach(extra -> objects.add(further(component, blueprint, extra)));
        }
        objects.add(headless(component, blueprint));
        if (component.spec().replicas() > 1 && !component.spec().noCreatePDB()) {
            objects.add(budget(component, blueprint));
        }
        return objects;
    }

    /**
     * The workload.
     *
     * @param replicas how many pods there should be now
     */
    public static HasMetadata workload(
            Component component,
            Blueprint blueprint,
            PodSpec pods,
            Map<String, Map<String, String>> files,
            int replicas) {
        return new Workload(component, blueprint).of(pods, ConfigMaps.hash(component, files), replicas);
    }

    private static HasMetadata service(Component component, Blueprint blueprint) {
        return new ServiceBuilder()
                .withMetadata(
                        Names.metadata(component, blueprint, component.object()).build())
                .withNewSpec()
                .withPorts(ports(component))
                .withSelector(Names.selector(component))
                .endSpec()
                .build();
    }

    private static HasMetadata further(Component component, Blueprint blueprint, ExtraService extra) {
        return new ServiceBuilder()
                .withMetadata(Names.metadata(component, blueprint, component.object() + "-" + extra.name())
                        .addToAnnotations(extra.annotations())
                        .build())
                .withNewSpec()
                .withPorts(ports(component))
                .withSelector(Names.selector(component))
                .withType(extra.serviceType())
                .endSpec()
                .build();
    }

    /** It names pods before they are ready: they look for each other to become so. */
    private static HasMetadata headless(Component component, Blueprint blueprint) {
        return new ServiceBuilder()
                .withMetadata(Names.metadata(component, blueprint, component.headless())
                        .build())
                .withNewSpec()
                .withClusterIP("None")
                .withPorts(ports(component))
                .withPublishNotReadyAddresses(true)
                .withSelector(Names.selector(component))
                .endSpec()
                .build();
    }

    private static List<ServicePort> ports(Component component) {
        return component.definition().ports().stream().map(ClusterObjects::port).toList();
    }

    private static ServicePort port(ComponentService.Port port) {
        return new ServicePortBuilder()
                .withName(port.name())
                .withPort(port.port())
                .withProtocol(Optional.ofNullable(port.protocol()).orElse("TCP"))
                .withTargetPort(Optional.ofNullable(port.targetPort()).orElse(new IntOrString(port.port())))
                .build();
    }

    private static HasMetadata budget(Component component, Blueprint blueprint) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(
                        Names.metadata(component, blueprint, component.object()).build())
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withNewSelector()
                .withMatchLabels(Names.selector(component))
                .endSelector()
                .endSpec()
                .build();
    }
}
