package io.cameleer.kubeblocks.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.blueprint.Marks;
import io.cameleer.kubeblocks.spec.ComponentSpec;
import io.cameleer.reconcile.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands against an operation on a Cluster. */
final class OpsRules {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ANEW = "make another OpsRequest when it is ";

    private final OpsRequest request;
    private final OpsSpec spec;
    private final Cluster cluster;
    private final List<Violation> violations = new ArrayList<>();

    private OpsRules(OpsRequest request, Cluster cluster) {
        this.request = request;
        this.spec = request.getSpec();
        this.cluster = cluster;
    }

    /** There is nothing to work on. */
    static List<Violation> withoutCluster(OpsRequest request) {
        return List.of(new Violation(
                "spec.clusterRef",
                "there is no Cluster %s in namespace %s"
                        .formatted(
                                request.getSpec().clusterRef(),
                                request.getMetadata().getNamespace()),
                "correct the name in another OpsRequest"));
    }

    /** What the phase of the Cluster forbids now, though perhaps not later. */
    static Optional<Violation> early(OpsRequest request, Cluster cluster) {
        var type = OpsType.of(request.getSpec().type());
        var phase = cluster.isMarkedForDeletion()
                ? "Deleting"
                : Optional.ofNullable(cluster.getStatus())
                        .map(status -> status.phase())
                        .orElse("Creating");
        return type.phases().contains(phase)
                ? Optional.empty()
                : Optional.of(new Violation(
                        "spec.type",
                        "%s is not possible while Cluster %s is %s"
                                .formatted(type, cluster.getMetadata().getName(), phase),
                        ANEW + String.join(" or ", type.phases()),
                        "WrongPhase"));
    }

    /** What is wrong with the request itself, given the Cluster that it names. */
    static List<Violation> content(OpsRequest request, Cluster cluster) {
        var rules = new OpsRules(request, cluster);
        rules.check(OpsType.of(request.getSpec().type()));
        return List.copyOf(rules.violations);
    }

    private void check(OpsType type) {
        JsonNode section = JSON.valueToTree(spec).path(type.section());
        if (!type.section().isEmpty() && (section.isNull() || section.isEmpty())) {
            add("spec." + type.section(), "is missing, and type " + type + " does what it says", "fill it in");
            return;
        }
        switch (type) {
            case RESTART -> spec.restart().forEach(one -> component("spec.restart", one.componentName()));
            case VERTICAL_SCALING -> spec.verticalScaling().forEach(this::checkResources);
            case HORIZONTAL_SCALING ->
                spec.horizontalScaling().forEach(one -> component("spec.horizontalScaling", one.componentName()));
            case VOLUME_EXPANSION -> spec.volumeExpansion().forEach(this::checkVolumes);
            case START -> checkStart();
            case RECONFIGURING ->
                component("spec.reconfigure", spec.reconfigure().componentName());
            case EXPOSE -> spec.expose().forEach(one -> component("spec.expose", one.componentName()));
            case UPGRADE, STOP -> {
                // Nothing of their own: what the Cluster's rules say of the result is asked for all types.
            }
        }
        if (spec.cancel() && !type.cancellable()) {
            add(
                    "spec.cancel",
                    type + " cannot be taken back while it is carried out",
                    "wait for it and make another OpsRequest");
        }
    }

    private void checkResources(OpsSpec.VerticalScaling wish) {
        var path = "spec.verticalScaling";
        component(path, wish.componentName());
        var limits = Optional.ofNullable(wish.limits()).orElse(Map.of());
        Optional.ofNullable(wish.requests()).orElse(Map.of()).forEach((name, amount) -> {
            var limit = limits.get(name);
            if (limit != null && amount.getNumericalAmount().compareTo(limit.getNumericalAmount()) > 0) {
                add(
                        "%s[%s].requests.%s".formatted(path, wish.componentName(), name),
                        amount + " is more than its limit " + limit,
                        "request at most the limit");
            }
        });
    }

    private void checkVolumes(OpsSpec.VolumeExpansion wish) {
        var path = "spec.volumeExpansion";
        var component = component(path, wish.componentName());
        if (component.isEmpty()) {
            return;
        }
        var there = component.get().volumeClaimTemplates();
        for (var volume : wish.volumeClaimTemplates()) {
            var place = "%s[%s].volumeClaimTemplates[%s]".formatted(path, wish.componentName(), volume.name());
            var now = there.stream()
                    .filter(template -> template.name().equals(volume.name()))
                    .findFirst();
            if (now.isEmpty()) {
                add(
                        place + ".name",
                        "component %s has no volume of that name".formatted(wish.componentName()),
                        there.isEmpty()
                                ? "take it out"
                                : "name one of "
                                        + there.stream()
                                                .map(ComponentSpec.ClaimTemplate::name)
                                                .collect(Collectors.joining(", ")));
                continue;
            }
            Violation.shrinking(
                            place + ".storage",
                            now.get().spec().getResources().getRequests().get("storage"),
                            volume.storage())
                    .ifPresent(violations::add);
        }
    }

    private void checkStart() {
        if (early(request, cluster).isEmpty()
                && Marks.read(cluster, Marks.BEFORE_STOP).isEmpty()) {
            add(
                    "spec.type",
                    "how many pods Cluster %s had before it was stopped is not known, as no OpsRequest stopped it"
                            .formatted(cluster.getMetadata().getName()),
                    "set spec.componentSpecs[].replicas of the Cluster instead");
        }
    }

    private Optional<ComponentSpec> component(String path, String name) {
        var all = cluster.getSpec().componentSpecs();
        var found =
                all.stream().filter(component -> component.name().equals(name)).findFirst();
        if (found.isEmpty()) {
            add(
                    "%s[%s].componentName".formatted(path, name),
                    "Cluster %s has no component %s"
                            .formatted(cluster.getMetadata().getName(), name),
                    "name one of " + all.stream().map(ComponentSpec::name).collect(Collectors.joining(", ")));
        }
        return found;
    }

    private void add(String path, String problem, String remedy) {
        violations.add(new Violation(path, problem, remedy));
    }

    /** The names of components that an operation concerns. */
    static List<String> concerned(OpsRequest request, Cluster cluster) {
        var spec = request.getSpec();
        var named =
                switch (OpsType.of(spec.type())) {
                    case RESTART -> spec.restart().stream().map(OpsSpec.Restart::componentName);
                    case VERTICAL_SCALING ->
                        spec.verticalScaling().stream().map(OpsSpec.VerticalScaling::componentName);
                    case HORIZONTAL_SCALING ->
                        spec.horizontalScaling().stream().map(OpsSpec.HorizontalScaling::componentName);
                    case VOLUME_EXPANSION ->
                        spec.volumeExpansion().stream().map(OpsSpec.VolumeExpansion::componentName);
                    case RECONFIGURING -> Stream.of(spec.reconfigure().componentName());
                    case EXPOSE -> spec.expose().stream().map(OpsSpec.Expose::componentName);
                    case UPGRADE, STOP, START ->
                        cluster.getSpec().componentSpecs().stream().map(ComponentSpec::name);
                };
        return named.distinct().toList();
    }
}
