package io.cameleer.kubeblocks.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import io.cameleer.kubeblocks.definition.ClusterDefinitionSpec;
import io.cameleer.kubeblocks.definition.ComponentDefinition;
import io.cameleer.kubeblocks.definition.ComponentReference;
import io.cameleer.reconcile.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands against a definition, whatever cluster uses it, and what of it has no effect. */
public final class DefinitionRules {
    private final ClusterDefinitionSpec spec;
    private final Set<String> names;
    private final List<Violation> violations = new ArrayList<>();

    private DefinitionRules(ClusterDefinitionSpec spec) {
        this.spec = spec;
        this.names =
                spec.componentDefs().stream().map(ComponentDefinition::name).collect(Collectors.toSet());
    }

    /** All that is wrong. */
    public static List<Violation> violations(ClusterDefinitionSpec spec) {
        var rules = new DefinitionRules(spec);
        rules.check();
        return List.copyOf(rules.violations);
    }

    private void check() {
        var seen = new HashSet<String>();
        for (var component : spec.componentDefs()) {
            var path = path(component);
            if (!seen.add(component.name())) {
                add(
                        "spec.componentDefs",
                        "component " + component.name() + " is defined twice",
                        "give each a name of its own");
            }
            if (component.podSpec() == null
                    || component.podSpec().path("containers").isEmpty()) {
                add(path + ".podSpec.containers", "there is none", "describe at least one container");
            }
            component.componentDefRef().forEach(reference -> check(path, reference));
            checkTemplates(path, component);
        }
        StartOrder.cycle(spec)
                .ifPresent(way -> add(
                        "spec.componentDefs",
                        "components refer to each other in a circle: " + String.join(" -> ", way),
                        "take one componentDefRef out of it"));
        Credentials.unknown(spec)
                .forEach((key, placeholder) -> add(
                        "spec.connectionCredential." + key,
                        "the placeholder " + placeholder + " stands for nothing",
                        "use " + Credentials.KNOWN));
    }

    private void check(String path, ComponentReference reference) {
        var place = path + ".componentDefRef[" + reference.componentDefName() + "]";
        if (reference.required() && !names.contains(reference.componentDefName())) {
            add(
                    place + ".componentDefName",
                    "there is no component " + reference.componentDefName(),
                    "name one of " + String.join(", ", names.stream().sorted().toList()));
        }
        for (var variable : reference.componentRefEnv()) {
            var source = variable.valueFrom();
            if (source != null && source.type().equals("FieldRef")) {
                checkPath(place + ".componentRefEnv[" + variable.name() + "].valueFrom.fieldPath", source.fieldPath());
            }
        }
    }

    private void checkPath(String place, String fieldPath) {
        if (fieldPath == null || fieldPath.isBlank()) {
            add(place, "is missing", "name a field of the component, as $.replicas");
            return;
        }
        try {
            JsonPath.compile(References.written(fieldPath));
        } catch (InvalidPathException e) {
            add(place, "is no JSONPath: " + e.getMessage(), "name a field of the component, as $.replicas");
        }
    }

    private void checkTemplates(String path, ComponentDefinition component) {
        var seen = new HashSet<String>();
        Stream.concat(component.configSpecs().stream(), component.scriptSpecs().stream())
                .filter(reference -> !seen.add(reference.name()))
                .forEach(reference -> add(
                        path + ".configSpecs",
                        reference.name() + " is there twice",
                        "give each of configSpecs and scriptSpecs a name of its own"));
    }

    private void add(String path, String problem, String remedy) {
        violations.add(new Violation(path, problem, remedy));
    }

    private static String path(ComponentDefinition component) {
        return "spec.componentDefs[" + component.name() + "]";
    }

    /** The fields that are set and do nothing, by their paths. */
    public static List<String> withoutEffect(ClusterDefinitionSpec spec) {
        var fields = new ArrayList<>(set("spec", spec.more()));
        for (var component : spec.componentDefs()) {
            var path = path(component);
            fields.addAll(set(path, component.more()));
            if (component.consensusSpec() != null) {
                fields.addAll(
                        set(path + ".consensusSpec", component.consensusSpec().more()));
            }
            if (component.statefulSpec() != null) {
                fields.addAll(
                        set(path + ".statefulSpec", component.statefulSpec().more()));
            }
            for (var reference : component.configSpecs()) {
                fields.addAll(set(path + ".configSpecs[" + reference.name() + "]", reference.more()));
            }
        }
        return List.copyOf(fields);
    }

    /** The fields of an object that are not null, by their paths. */
    static List<String> set(String path, Map<String, JsonNode> more) {
        return more == null
                ? List.of()
                : more.entrySet().stream()
                        .filter(field ->
                                !field.getValue().isNull() && !field.getValue().isEmpty()
                                        || field.getValue().isValueNode()
                                                && !field.getValue().isNull())
                        .map(field -> path + "." + field.getKey())
                        .sorted()
                        .toList();
    }
}
