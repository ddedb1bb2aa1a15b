package io.cameleer.kubeblocks.objects;

import static io.cameleer.reconcile.RestrictedPod.field;

import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.kubeblocks.blueprint.Placeholders;
import io.cameleer.kubeblocks.blueprint.References;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What every container of a component is told. */
public final class Environment {
    private static final List<EnvVar> OF_PODS = List.of(
            field("KB_POD_NAME", "metadata.name"),
            field("KB_POD_UID", "metadata.uid"),
            field("KB_NAMESPACE", "metadata.namespace"),
            field("KB_SA_NAME", "spec.serviceAccountName"),
            field("KB_NODENAME", "spec.nodeName"),
            field("KB_HOST_IP", "status.hostIP"),
            field("KB_POD_IP", "status.podIP"),
            field("KB_POD_IPS", "status.podIPs"),
            field("KB_HOSTIP", "status.hostIP"),
            field("KB_PODIP", "status.podIP"),
            field("KB_PODIPS", "status.podIPs"));

    private Environment() {}

    /** The variables, in the order in which later ones may refer to earlier ones. */
    public static List<EnvVar> of(Component component, Blueprint blueprint) {
        var known = Placeholders.of(component, blueprint);
        var fixed = Stream.of("KB_CLUSTER_NAME", "KB_COMP_NAME", "KB_CLUSTER_COMP_NAME", "KB_CLUSTER_UID_POSTFIX_8")
                .map(name -> variable(name, known.get(name)));
        var address = variable("KB_POD_FQDN", "$(KB_POD_NAME).$(KB_CLUSTER_COMP_NAME)-headless.$(KB_NAMESPACE).svc");
        var references = References.of(component, blueprint).entrySet().stream()
                .map(entry -> variable(entry.getKey(), entry.getValue()));
        return Stream.of(OF_PODS.stream(), fixed, Stream.of(address), references)
                .flatMap(part -> part)
                .toList();
    }

    /** The entries of the ConfigMap that every container has as its environment too. */
    public static Map<String, String> shared(Component component) {
        var entries = new LinkedHashMap<String, String>();
        entries.put("KB_REPLICA_COUNT", String.valueOf(component.spec().replicas()));
        for (var i = 0; i < component.spec().replicas(); i++) {
            entries.put("KB_" + i + "_HOSTNAME", "%s-%d.%s".formatted(component.object(), i, component.headless()));
        }
        return entries;
    }

    /** All names that a container has, besides its own. */
    public static Set<String> names(Component component, Blueprint blueprint) {
        var names = of(component, blueprint).stream()
                .map(EnvVar::getName)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        names.addAll(shared(component).keySet());
        return names;
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }
}
