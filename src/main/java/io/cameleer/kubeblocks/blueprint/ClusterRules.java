package io.cameleer.kubeblocks.blueprint;

import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.ClusterDefinition;
import io.cameleer.kubeblocks.ClusterVersion;
import io.cameleer.kubeblocks.definition.ComponentDefinition;
import io.cameleer.kubeblocks.definition.ComponentReference;
import io.cameleer.kubeblocks.objects.PodPlan;
import io.cameleer.kubeblocks.spec.ComponentSpec;
import io.cameleer.kubeblocks.version.ComponentVersion;
import io.cameleer.reconcile.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands against a cluster of a definition and a version. */
public final class ClusterRules {
    /** The longest name of a StatefulSet whose pods can have a label with their revision. */
    private static final int LONGEST = 52;

    private final Cluster cluster;
    private final List<Violation> violations = new ArrayList<>();

    private ClusterRules(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * All that is wrong.
     *
     * @param definition its definition, if there is one of that name
     * @param version its version, if there is one of that name
     */
    public static List<Violation> violations(
            Cluster cluster, Optional<ClusterDefinition> definition, Optional<ClusterVersion> version) {
        var rules = new ClusterRules(cluster);
        rules.check(definition, version);
        return List.copyOf(rules.violations);
    }

    private void check(Optional<ClusterDefinition> definition, Optional<ClusterVersion> version) {
        var spec = cluster.getSpec();
        var named = spec.version();
        if (named.isPresent() && version.isEmpty()) {
            add("spec.clusterVersionRef", "there is no ClusterVersion " + named.get(), "apply it, or correct the name");
        }
        if (definition.isEmpty()) {
            add(
                    "spec.clusterDefinitionRef",
                    "there is no ClusterDefinition " + spec.clusterDefinitionRef(),
                    "apply it, or correct the name");
            return;
        }
        version.filter(found ->
                        !spec.clusterDefinitionRef().equals(found.getSpec().clusterDefinitionRef()))
                .ifPresent(found -> add(
                        "spec.clusterVersionRef",
                        "ClusterVersion %s is one of ClusterDefinition %s"
                                .formatted(
                                        found.getMetadata().getName(),
                                        found.getSpec().clusterDefinitionRef()),
                        "name one of " + spec.clusterDefinitionRef()));
        DefinitionRules.violations(definition.get().getSpec())
                .forEach(violation -> add(
                        "spec.clusterDefinitionRef",
                        "ClusterDefinition %s cannot be used: %s: %s"
                                .formatted(spec.clusterDefinitionRef(), violation.path(), violation.problem()),
                        violation.remedy()));
        checkComponents(definition.get());
        if (violations.isEmpty()) {
            checkPods(Blueprint.of(cluster, definition.get(), version));
            version.ifPresent(found -> checkVersion(definition.get(), found));
        }
    }

    private void checkComponents(ClusterDefinition definition) {
        var names = definition.getSpec().componentDefs().stream()
                .map(ComponentDefinition::name)
                .toList();
        for (var component : cluster.getSpec().componentSpecs()) {
            var path = path(component);
            var found = definition.getSpec().componentDefs().stream()
                    .filter(candidate -> candidate.name().equals(component.componentDefRef()))
                    .findFirst();
            if (found.isEmpty()) {
                add(
                        path + ".componentDefRef",
                        "ClusterDefinition %s has no component %s"
                                .formatted(definition.getMetadata().getName(), component.componentDefRef()),
                        "name one of " + String.join(", ", names));
                continue;
            }
            if (found.get().stateless() && !component.volumeClaimTemplates().isEmpty()) {
                add(
                        path + ".volumeClaimTemplates",
                        "component %s is Stateless and cannot have volumes".formatted(component.componentDefRef()),
                        "take them out");
            }
            var length = cluster.getMetadata().getName().length()
                    + 1
                    + component.name().length();
            if (length > LONGEST) {
                add(
                        "metadata.name",
                        "is too long by %d for component %s".formatted(length - LONGEST, component.name()),
                        "choose a shorter one");
            }
            checkReferences(found.get());
        }
    }

    /** Components that one cannot do without. */
    private void checkReferences(ComponentDefinition component) {
        component.componentDefRef().stream()
                .filter(ComponentReference::required)
                .map(ComponentReference::componentDefName)
                .filter(name -> cluster.getSpec().componentSpecs().stream()
                        .noneMatch(other -> other.componentDefRef().equals(name)))
                .forEach(name -> add(
                        "spec.componentSpecs",
                        "component %s needs one of %s, and there is none".formatted(component.name(), name),
                        "add one with componentDefRef " + name));
    }

    private void checkPods(Blueprint blueprint) {
        for (var component : blueprint.components()) {
            PodPlan.of(component, blueprint)
                    .violations()
                    .forEach(violation -> add(
                            "%s (ClusterDefinition %s: %s)"
                                    .formatted(
                                            path(component.spec()),
                                            blueprint.definition().getMetadata().getName(),
                                            violation.path()),
                            violation.problem(),
                            violation.remedy()));
        }
    }

    private void checkVersion(ClusterDefinition definition, ClusterVersion version) {
        var names = definition.getSpec().componentDefs().stream()
                .map(ComponentDefinition::name)
                .toList();
        version.getSpec().componentVersions().stream()
                .map(ComponentVersion::componentDefRef)
                .filter(name -> !names.contains(name))
                .forEach(name -> add(
                        "spec.clusterVersionRef",
                        "ClusterVersion %s speaks of component %s, which ClusterDefinition %s does not have"
                                .formatted(
                                        version.getMetadata().getName(),
                                        name,
                                        definition.getMetadata().getName()),
                        "name one of " + String.join(", ", names) + " there"));
    }

    /** The fields of a cluster that are set and do nothing, by their paths. */
    public static List<String> withoutEffect(Cluster cluster) {
        var fields =
                new ArrayList<>(DefinitionRules.set("spec", cluster.getSpec().more()));
        cluster.getSpec()
                .componentSpecs()
                .forEach(component -> fields.addAll(DefinitionRules.set(path(component), component.more())));
        return List.copyOf(fields);
    }

    private static String path(ComponentSpec component) {
        return "spec.componentSpecs[" + component.name() + "]";
    }

    private void add(String path, String problem, String remedy) {
        violations.add(new Violation(path, problem, remedy));
    }
}
