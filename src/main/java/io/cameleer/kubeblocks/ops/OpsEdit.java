package io.cameleer.kubeblocks.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cameleer.kubeblocks.blueprint.Marks;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an OpsRequest makes of a Cluster. It works on the stored form, so that fields nobody here knows stay as they are. */
final class OpsEdit {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is written down of a component; a field that it did not have is not there. */
    private static final List<String> KEPT = List.of("replicas", "resources");

    private final OpsRequest request;
    private final ObjectNode cluster;
    private final Map<String, JsonNode> described;

    private OpsEdit(OpsRequest request, ObjectNode cluster, Map<String, JsonNode> described) {
        this.request = request;
        this.cluster = cluster;
        this.described = described;
    }

    /**
     * The Cluster after the edit, with the mark that this request holds it.
     *
     * @param cluster the Cluster as it is stored
     * @param described the resources that the definition gives components, by their names
     * @param now the time of a restart
     */
    static ObjectNode of(OpsRequest request, ObjectNode cluster, Map<String, JsonNode> described, Instant now) {
        var edit = new OpsEdit(request, cluster.deepCopy(), described);
        edit.change(now);
        edit.annotations().put(Marks.REQUEST, Marks.of(request));
        return edit.cluster;
    }

    /** The Cluster with replicas and resources as they were before the edit. */
    static ObjectNode back(OpsRequest request, ObjectNode cluster) {
        var edit = new OpsEdit(request, cluster.deepCopy(), Map.of());
        request.getStatus().lastConfiguration().path("components").properties().forEach(before -> {
            for (var component : edit.components()) {
                if (component.path("name").asText().equals(before.getKey())) {
                    for (var field : KEPT) {
                        if (before.getValue().has(field)) {
                            ((ObjectNode) component)
                                    .set(field, before.getValue().get(field));
                        } else {
                            ((ObjectNode) component).remove(field);
                        }
                    }
                }
            }
        });
        return edit.cluster;
    }

    /** The Cluster that no request holds any more. */
    static ObjectNode released(OpsRequest request, ObjectNode cluster) {
        var edit = new OpsEdit(request, cluster.deepCopy(), Map.of());
        edit.annotations().remove(Marks.REQUEST);
        return edit.cluster;
    }

    /** What the Cluster says now of what the request changes: enough to undo it and to count how far it is. */
    static JsonNode before(ObjectNode cluster) {
        var before = JSON.createObjectNode();
        if (cluster.path("spec").has("clusterVersionRef")) {
            before.set("clusterVersionRef", cluster.path("spec").get("clusterVersionRef"));
        }
        var components = before.putObject("components");
        for (var component : cluster.path("spec").path("componentSpecs")) {
            var kept = components.putObject(component.path("name").asText());
            kept.put("replicas", component.path("replicas").asInt(1));
            if (component.has("resources")) {
                kept.set("resources", component.get("resources"));
            }
        }
        return before;
    }

    private void change(Instant now) {
        var spec = request.getSpec();
        switch (OpsType.of(spec.type())) {
            case RESTART -> {
                var times = mark(Marks.RESTARTED);
                spec.restart()
                        .forEach(one -> times.put(
                                one.componentName(),
                                now.truncatedTo(ChronoUnit.SECONDS).toString()));
                keep(Marks.RESTARTED, times);
            }
            case UPGRADE ->
                ((ObjectNode) cluster.get("spec"))
                        .put("clusterVersionRef", spec.upgrade().clusterVersionRef());
            case VERTICAL_SCALING -> spec.verticalScaling().forEach(this::resize);
            case HORIZONTAL_SCALING ->
                spec.horizontalScaling()
                        .forEach(one -> component(one.componentName()).put("replicas", one.replicas()));
            case VOLUME_EXPANSION -> spec.volumeExpansion().forEach(this::enlarge);
            case STOP -> stop();
            case START -> start();
            case RECONFIGURING -> reconfigure(spec.reconfigure());
            case EXPOSE -> spec.expose().forEach(this::expose);
        }
    }

    private void resize(OpsSpec.VerticalScaling wish) {
        var component = component(wish.componentName());
        // What a Cluster says of resources stands instead of all that its definition says.
        if (!component.has("resources") && described.containsKey(wish.componentName())) {
            component.set("resources", described.get(wish.componentName()).deepCopy());
        }
        var resources = component.withObject("/resources");
        put(resources, "requests", wish.requests());
        put(resources, "limits", wish.limits());
    }

    private static void put(ObjectNode resources, String field, Map<String, Quantity> amounts) {
        Optional.ofNullable(amounts)
                .orElse(Map.of())
                .forEach((name, amount) -> resources.withObject("/" + field).put(name, amount.toString()));
    }

    private void enlarge(OpsSpec.VolumeExpansion wish) {
        for (var volume : wish.volumeClaimTemplates()) {
            named((ArrayNode) component(wish.componentName()).get("volumeClaimTemplates"), volume.name())
                    .withObject("/spec/resources/requests")
                    .put("storage", volume.storage().toString());
        }
    }

    private void stop() {
        var numbers = JSON.createObjectNode();
        for (var component : components()) {
            numbers.put(
                    component.path("name").asText(), component.path("replicas").asInt(1));
            ((ObjectNode) component).put("replicas", 0);
        }
        keep(Marks.BEFORE_STOP, numbers);
    }

    private void start() {
        mark(Marks.BEFORE_STOP).properties().forEach(number -> component(number.getKey())
                .put("replicas", number.getValue().asInt()));
        annotations().remove(Marks.BEFORE_STOP);
    }

    private void reconfigure(OpsSpec.Reconfigure wish) {
        var all = mark(Marks.PARAMETERS);
        var component = object(all, wish.componentName());
        for (var configuration : wish.configurations()) {
            for (var file : configuration.keys()) {
                var parameters = object(object(component, configuration.name()), file.key());
                for (var parameter : file.parameters()) {
                    if (parameter.value() == null) {
                        parameters.remove(parameter.key());
                    } else {
                        parameters.put(parameter.key(), parameter.value());
                    }
                }
            }
        }
        keep(Marks.PARAMETERS, all);
    }

    private void expose(OpsSpec.Expose wish) {
        var services = component(wish.componentName()).withArray("/services");
        for (var service : wish.services()) {
            for (var i = services.size() - 1; i >= 0; i--) {
                if (services.get(i).path("name").asText().equals(service.name())) {
                    services.remove(i);
                }
            }
            var added = services.addObject().put("name", service.name());
            Optional.ofNullable(service.serviceType()).ifPresent(type -> added.put("serviceType", type));
            Optional.ofNullable(service.annotations())
                    .ifPresent(annotations -> added.set("annotations", JSON.valueToTree(annotations)));
        }
    }

    private ArrayNode components() {
        return (ArrayNode) cluster.path("spec").path("componentSpecs");
    }

    /** That the components exist is known by then. */
    private ObjectNode component(String name) {
        return named(components(), name);
    }

    private static ObjectNode named(ArrayNode array, String name) {
        for (var element : array) {
            if (element.path("name").asText().equals(name)) {
                return (ObjectNode) element;
            }
        }
        throw new IllegalStateException("the Cluster has no " + name + " any more");
    }

    /** A name may hold what a path may not. */
    private static ObjectNode object(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode there ? there : parent.putObject(name);
    }

    private ObjectNode annotations() {
        return cluster.withObject("/metadata/annotations");
    }

    private ObjectNode mark(String annotation) {
        return Marks.parsed(annotations().path(annotation).asText()) instanceof ObjectNode there
                ? there
                : JSON.createObjectNode();
    }

    private void keep(String annotation, ObjectNode content) {
        annotations().put(annotation, content.toString());
    }
}
