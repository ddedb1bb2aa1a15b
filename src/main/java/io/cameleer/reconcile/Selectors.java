package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Label selectors, decided as Kubernetes does; an empty one matches everything. */
public final class Selectors {
    private Selectors() {}

    /** Whether labels, which may be null, match a selector. */
    public static boolean matches(LabelSelector selector, Map<String, String> labels) {
        var actual = Optional.ofNullable(labels).orElse(Map.of());
        return Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of()).entrySet().stream()
                        .allMatch(wanted -> wanted.getValue().equals(actual.get(wanted.getKey())))
                && expressions(selector).stream().allMatch(requirement -> matches(requirement, actual));
    }

    /** What makes a selector one that Kubernetes would refuse. */
    public static Optional<String> problem(LabelSelector selector) {
        return expressions(selector).stream()
                .flatMap(requirement -> problem(requirement).stream())
                .findFirst();
    }

    private static boolean matches(LabelSelectorRequirement requirement, Map<String, String> labels) {
        var value = labels.get(requirement.getKey());
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }

    private static Optional<String> problem(LabelSelectorRequirement requirement) {
        var key = requirement.getKey();
        var values = Optional.ofNullable(requirement.getValues()).orElse(List.of());
        return switch (Optional.ofNullable(requirement.getOperator()).orElse("")) {
            case "In", "NotIn" ->
                values.isEmpty()
                        ? Optional.of("needs values for " + key + " " + requirement.getOperator())
                        : Optional.empty();
            case "Exists", "DoesNotExist" ->
                values.isEmpty()
                        ? Optional.empty()
                        : Optional.of("must have no values for " + key + " " + requirement.getOperator());
            default -> Optional.of("has the operator \"" + requirement.getOperator() + "\" for " + key);
        };
    }

    private static List<LabelSelectorRequirement> expressions(LabelSelector selector) {
        return Optional.ofNullable(selector.getMatchExpressions()).orElse(List.of());
    }
}
