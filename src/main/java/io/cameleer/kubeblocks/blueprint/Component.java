package io.cameleer.kubeblocks.blueprint;

import io.cameleer.kubeblocks.definition.ComponentDefinition;
import io.cameleer.kubeblocks.definition.TemplateReference;
import io.cameleer.kubeblocks.spec.ComponentSpec;
import io.cameleer.kubeblocks.version.ComponentVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * One component of a cluster with all that is said of it.
 *
 * @param cluster the cluster's name
 * @param spec what the cluster says
 * @param definition what its definition says
 * @param version what its version says, if anything
 */
public record Component(
        String cluster, ComponentSpec spec, ComponentDefinition definition, Optional<ComponentVersion> version) {
    /** The component's name within the cluster. */
    public String name() {
        return spec.name();
    }

    /** The name of its workload and of its Service. */
    public String object() {
        return cluster + "-" + spec.name();
    }

    /** The name of the Service that names its pods. */
    public String headless() {
        return object() + "-headless";
    }

    /** The name of the ConfigMap with its environment. */
    public String environment() {
        return object() + "-env";
    }

    /** The name of the ConfigMap that is rendered from templates. */
    public String rendered(TemplateReference reference) {
        return object() + "-" + reference.name();
    }

    /** Its templates of configuration; a version's stand instead of the definition's of the same name. */
    public List<TemplateReference> configurations() {
        var all = new LinkedHashMap<String, TemplateReference>();
        definition.configSpecs().forEach(reference -> all.put(reference.name(), reference));
        version.map(ComponentVersion::configSpecs)
                .orElse(List.of())
                .forEach(reference -> all.merge(reference.name(), reference, Component::replaced));
        return List.copyOf(all.values());
    }

    /** A version need not repeat where its definition mounts what is rendered. */
    private static TemplateReference replaced(TemplateReference before, TemplateReference by) {
        return new TemplateReference(
                by.name(),
                by.templateRef(),
                by.namespace(),
                Optional.ofNullable(by.volumeName()).orElse(before.volumeName()),
                Optional.ofNullable(by.defaultMode()).orElse(before.defaultMode()),
                by.keys().isEmpty() ? before.keys() : by.keys(),
                by.more());
    }
}
