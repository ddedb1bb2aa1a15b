package io.cameleer.kubeblocks.blueprint;

import io.cameleer.kubeblocks.definition.ClusterDefinitionSpec;
import io.cameleer.kubeblocks.definition.ComponentDefinition;
import io.cameleer.kubeblocks.definition.ComponentReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which component starts after which: one that refers to others starts when they are ready. */
public final class StartOrder {
    private final ClusterDefinitionSpec definition;
    private final Set<String> done = new HashSet<>();

    private StartOrder(ClusterDefinitionSpec definition) {
        this.definition = definition;
    }

    /** The components after which a component starts. */
    public static List<Component> before(Component component, Blueprint blueprint) {
        return component.definition().componentDefRef().stream()
                .map(ComponentReference::componentDefName)
                .distinct()
                .flatMap(name -> blueprint.defined(name).stream())
                .toList();
    }

    /** A way from a component back to itself, if there is one; its first name is also the last. */
    public static Optional<List<String>> cycle(ClusterDefinitionSpec definition) {
        var order = new StartOrder(definition);
        return definition.componentDefs().stream()
                .flatMap(component -> order.cycle(component.name(), new ArrayList<>()).stream())
                .findFirst();
    }

    private Optional<List<String>> cycle(String name, List<String> way) {
        var begin = way.indexOf(name);
        if (begin >= 0) {
            var circle = new ArrayList<>(way.subList(begin, way.size()));
            circle.add(name);
            return Optional.of(circle);
        }
        if (!done.add(name)) {
            return Optional.empty();
        }
        way.add(name);
        var found = definition.componentDefs().stream()
                .filter(component -> name.equals(component.name()))
                .map(ComponentDefinition::componentDefRef)
                .flatMap(List::stream)
                .flatMap(reference -> cycle(reference.componentDefName(), way).stream())
                .findFirst();
        way.removeLast();
        return found;
    }
}
