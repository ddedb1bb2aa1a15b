package io.cameleer.kubeblocks.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.kubeblocks.blueprint.Placeholders;
import io.cameleer.kubeblocks.version.ComponentVersion;
import io.cameleer.kubeblocks.version.ComponentVersion.VersionsContext;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The pods of a component as definition and version describe them, with values in the place of placeholders.
 *
 * @param spec the pods, missing when they cannot be described
 * @param violations what stands against them
 */
public record PodPlan(Optional<PodSpec> spec, List<Violation> violations) {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private static final List<String> OF_VERSION = List.of("image", "command", "args", "env", "resources");

    /** Describes the pods of a component. */
    public static PodPlan of(Component component, Blueprint blueprint) {
        var path = "spec.componentDefs[" + component.definition().name() + "].podSpec";
        if (!(component.definition().podSpec() instanceof ObjectNode described)
                || described.path("containers").isEmpty()) {
            return refused(new Violation(path + ".containers", "there is none", "describe at least one container"));
        }
        var merged = merged(described.deepCopy(), component.version().map(ComponentVersion::versionsContext));
        var violations = new ArrayList<Violation>();
        var names = Environment.names(component, blueprint);
        var placeholders = new Placeholders(Placeholders.of(component, blueprint), Set.of());
        for (var list : List.of("containers", "initContainers")) {
            for (var container : merged.path(list)) {
                var place =
                        "%s.%s[%s]".formatted(path, list, container.path("name").asText());
                violations.addAll(unknown(place, (ObjectNode) container, names));
                if (container.path("image").asText().isBlank()) {
                    violations.add(new Violation(
                            place + ".image",
                            "neither the definition nor the version names one",
                            "name it in a ClusterVersion, and that in spec.clusterVersionRef"));
                }
                resolve(place, (ObjectNode) container, placeholders);
            }
        }
        var rest = merged.deepCopy().without(List.of("containers", "initContainers"));
        ((ObjectNode) placeholders.resolve(path, rest))
                .properties()
                .forEach(field -> merged.set(field.getKey(), field.getValue()));
        placeholders.unknown().forEach((field, name) -> violations.add(unknown(field, name)));
        if (!violations.isEmpty()) {
            return new PodPlan(Optional.empty(), List.copyOf(violations));
        }
        try {
            return new PodPlan(Optional.of(JSON.convertValue(merged, PodSpec.class)), List.of());
        } catch (IllegalArgumentException e) {
            return refused(new Violation(
                    path, "is no PodSpec: " + firstLine(e), "correct it in the definition or the version"));
        }
    }

    private static PodPlan refused(Violation violation) {
        return new PodPlan(Optional.empty(), List.of(violation));
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** What a version says of a container stands instead of what the definition says; variables by their names. */
    private static ObjectNode merged(ObjectNode pods, Optional<VersionsContext> version) {
        version.ifPresent(found -> {
            merge(pods.withArray("containers"), found.containers());
            if (!found.initContainers().isEmpty()) {
                merge(pods.withArray("initContainers"), found.initContainers());
            }
        });
        return pods;
    }

    private static void merge(ArrayNode containers, List<JsonNode> versions) {
        for (var version : versions) {
            var name = version.path("name").asText();
            ObjectNode container = null;
            for (var found : containers) {
                if (found.path("name").asText().equals(name)) {
                    container = (ObjectNode) found;
                }
            }
            if (container == null) {
                containers.add(version.deepCopy());
                continue;
            }
            for (var field : OF_VERSION) {
                if (field.equals("env")) {
                    mergeVariables(container, version.path(field));
                } else if (version.hasNonNull(field)) {
                    container.set(field, version.get(field));
                }
            }
        }
    }

    private static void mergeVariables(ObjectNode container, JsonNode variables) {
        for (var variable : variables) {
            var list = container.withArray("env");
            var kept = new ArrayList<JsonNode>();
            list.forEach(found -> {
                if (!found.path("name").equals(variable.path("name"))) {
                    kept.add(found);
                }
            });
            kept.add(variable);
            container.putArray("env").addAll(kept);
        }
    }

    /** Kubernetes puts values into these; a name that it does not know would reach the program as it is written. */
    private static List<Violation> unknown(String place, ObjectNode container, Set<String> names) {
        if (container.path("envFrom").size() > 0) {
            return List.of();
        }
        var known = new HashSet<>(names);
        container
                .path("env")
                .forEach(variable -> known.add(variable.path("name").asText()));
        var violations = new ArrayList<Violation>();
        var texts = new LinkedHashMap<String, JsonNode>();
        texts.put(".command", container.path("command"));
        texts.put(".args", container.path("args"));
        container
                .path("env")
                .forEach(variable ->
                        texts.put(".env[" + variable.path("name").asText() + "].value", variable.path("value")));
        texts.forEach((field, text) -> Placeholders.names(text).stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> violations.add(unknown(place + field, "$(" + name + ")"))));
        return violations;
    }

    private static Violation unknown(String place, String name) {
        return new Violation(
                place,
                "the placeholder " + name + " stands for nothing",
                "correct its name, or give the container an environment variable of that name");
    }

    /** In command and arguments, Kubernetes does it; here it is done in everything else. */
    private static void resolve(String place, ObjectNode container, Placeholders placeholders) {
        for (var field : List.copyOf(container.properties())) {
            if (!List.of("command", "args").contains(field.getKey())) {
                container.set(
                        field.getKey(),
                        field.getKey().equals("env")
                                ? sources(place, field.getValue(), placeholders)
                                : placeholders.resolve(place + "." + field.getKey(), field.getValue()));
            }
        }
    }

    /** Values of variables are Kubernetes' to resolve, the names of what they come from are not. */
    private static JsonNode sources(String place, JsonNode variables, Placeholders placeholders) {
        for (var variable : variables) {
            if (variable.has("valueFrom")) {
                ((ObjectNode) variable)
                        .set("valueFrom", placeholders.resolve(place + ".env", variable.get("valueFrom")));
            }
        }
        return variables;
    }
}
