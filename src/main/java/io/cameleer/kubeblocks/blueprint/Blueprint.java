package io.cameleer.kubeblocks.blueprint;

import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.ClusterDefinition;
import io.cameleer.kubeblocks.ClusterVersion;
import io.cameleer.kubeblocks.definition.ComponentDefinition;
import io.cameleer.kubeblocks.version.ComponentVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cluster, its definition and its version, put together. Components of which the definition knows nothing are not among
 * its components.
 *
 * @param cluster the cluster
 * @param definition its definition
 * @param version its version, if it has one
 * @param components what it consists of, in the order of its spec
 */
public record Blueprint(
        Cluster cluster, ClusterDefinition definition, Optional<ClusterVersion> version, List<Component> components) {
    /** The end of the name of the Secret by which clients connect. */
    public static final String CREDENTIAL = "-conn-credential";

    /** Puts a cluster together. */
    public static Blueprint of(Cluster cluster, ClusterDefinition definition, Optional<ClusterVersion> version) {
        var components = new ArrayList<Component>();
        for (var spec : cluster.getSpec().componentSpecs()) {
            definitionOf(definition, spec.componentDefRef())
                    .map(found -> new Component(
                            cluster.getMetadata().getName(), spec, found, versionOf(version, spec.componentDefRef())))
                    .ifPresent(components::add);
        }
        return new Blueprint(cluster, definition, version, List.copyOf(components));
    }

    private static Optional<ComponentDefinition> definitionOf(ClusterDefinition definition, String name) {
        return definition.getSpec().componentDefs().stream()
                .filter(found -> name.equals(found.name()))
                .findFirst();
    }

    private static Optional<ComponentVersion> versionOf(Optional<ClusterVersion> version, String name) {
        return version.stream()
                .flatMap(found -> found.getSpec().componentVersions().stream())
                .filter(found -> name.equals(found.componentDefRef()))
                .findFirst();
    }

    /** The components of one definition. */
    public List<Component> defined(String definitionName) {
        return components.stream()
                .filter(component -> component.definition().name().equals(definitionName))
                .toList();
    }

    /** The component of a name. */
    public Optional<Component> component(String name) {
        return components.stream()
                .filter(component -> component.name().equals(name))
                .findFirst();
    }

    /** The cluster's name. */
    public String name() {
        return cluster.getMetadata().getName();
    }

    /** The cluster's namespace. */
    public String namespace() {
        return cluster.getMetadata().getNamespace();
    }

    /** The name of the Secret by which clients connect. */
    public String credential() {
        return name() + CREDENTIAL;
    }
}
