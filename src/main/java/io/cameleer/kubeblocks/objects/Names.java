package io.cameleer.kubeblocks.objects;

import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.kubeblocks.blueprint.Placeholders;
import io.cameleer.reconcile.Owner;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Labels and metadata of the objects of a cluster. */
public final class Names {
    /** The label that names the cluster. */
    public static final String INSTANCE = "app.kubernetes.io/instance";
    /** The label that names the component. */
    public static final String COMPONENT = "apps.kubeblocks.io/component-name";
    /** The label that names the component's definition. */
    public static final String COMPONENT_DEFINITION = "apps.kubeblocks.io/component-def-ref";
    /** The label by which this API's objects are found. */
    public static final String MANAGER = "app.kubernetes.io/managed-by";
    /** Its value: that of the operator whose API this is. */
    public static final String KUBEBLOCKS = "kubeblocks";

    private Names() {}

    /** The labels of all that belongs to a cluster. */
    public static Map<String, String> ofCluster(String name) {
        return Map.of(INSTANCE, name, MANAGER, KUBEBLOCKS);
    }

    /** The labels by which a component's pods are found; a workload's cannot change. */
    public static Map<String, String> selector(Component component) {
        var labels = new LinkedHashMap<String, String>();
        labels.put(INSTANCE, component.cluster());
        labels.put(MANAGER, KUBEBLOCKS);
        labels.put(COMPONENT, component.name());
        return labels;
    }

    /** The labels of all that belongs to a component. */
    public static Map<String, String> labels(Component component, Blueprint blueprint) {
        var labels = new LinkedHashMap<>(selector(component));
        labels.put(
                "app.kubernetes.io/name", blueprint.definition().getMetadata().getName());
        labels.put(COMPONENT_DEFINITION, component.definition().name());
        var placeholders = new Placeholders(Placeholders.of(component, blueprint), Set.of());
        component
                .definition()
                .customLabelSpecs()
                .forEach(label ->
                        labels.put(placeholders.resolve("", label.key()), placeholders.resolve("", label.value())));
        return labels;
    }

    /** The metadata of an object of a component. */
    static ObjectMetaBuilder metadata(Component component, Blueprint blueprint, String name) {
        return new ObjectMetaBuilder()
                .withLabels(labels(component, blueprint))
                .withName(name)
                .withNamespace(blueprint.namespace())
                .withOwnerReferences(Owner.of(blueprint.cluster()));
    }

    /** The metadata of an object of the whole cluster that deletion may leave behind. */
    public static ObjectMeta kept(Blueprint blueprint, String name) {
        return new ObjectMetaBuilder()
                .addToLabels(ofCluster(blueprint.name()))
                .addToLabels(
                        "app.kubernetes.io/name",
                        blueprint.definition().getMetadata().getName())
                .withName(name)
                .withNamespace(blueprint.namespace())
                .build();
    }
}
