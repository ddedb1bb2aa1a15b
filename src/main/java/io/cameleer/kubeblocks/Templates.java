package io.cameleer.kubeblocks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cameleer.backup.Digests;
import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.kubeblocks.blueprint.Marks;
import io.cameleer.kubeblocks.blueprint.Placeholders;
import io.cameleer.kubeblocks.definition.TemplateReference;
import io.cameleer.kubeblocks.objects.ConfigMaps;
import io.cameleer.kubeblocks.objects.PodPlan;
import io.cameleer.kubeblocks.template.GoTemplates;
import io.cameleer.kubeblocks.template.Parameters;
import io.cameleer.kubeblocks.template.TemplateException;
import io.cameleer.reconcile.Recent;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Renders the templates of a cluster's components. */
public final class Templates {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Templates are users' ConfigMaps in any namespace: they are not watched but read at this pace. */
    private static final Duration PACE = Duration.ofSeconds(60);

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int KEPT = 256;

    private final KubernetesClient client;
    private final GoTemplates engine;
    private final Recent<String> rendered = new Recent<>(KEPT);

    /** Reads with a client. */
    public Templates(KubernetesClient client, GoTemplates engine) {
        this.client = client;
        this.engine = engine;
    }

    /**
     * What templates came to.
     *
     * @param files the rendered files by the names of their ConfigMaps
     * @param violations what stands against them
     */
    public record Rendering(Map<String, Map<String, String>> files, List<Violation> violations) {}

    /** Renders all templates of a cluster against which nothing stands. */
    public Rendering render(Reconciliation<Cluster> reconciliation, Definitions.Found found) {
        var blueprint = found.blueprint(reconciliation.primary());
        var files = new TreeMap<String, Map<String, String>>();
        var violations = new ArrayList<Violation>();
        for (var component : blueprint.components()) {
            for (var reference : ConfigMaps.templates(component)) {
                try {
                    files.put(component.rendered(reference), files(component, blueprint, reference));
                } catch (TemplateException | IllegalStateException e) {
                    violations.add(new Violation(
                            "spec.componentSpecs[%s] (ClusterDefinition %s: spec.componentDefs[%s].configSpecs[%s].templateRef)"
                                    .formatted(
                                            component.name(),
                                            blueprint.definition().getMetadata().getName(),
                                            component.definition().name(),
                                            reference.name()),
                            e.getMessage(),
                            "correct ConfigMap %s in namespace %s"
                                    .formatted(reference.templateRef(), reference.namespace()),
                            "TemplateRefused"));
                }
            }
        }
        return new Rendering(files, List.copyOf(violations));
    }

    /** Adds what stands against templates, and when to look at them again. */
    public Reconciliation<Cluster> judge(Reconciliation<Cluster> reconciliation, Rendering rendering) {
        var judged = reconciliation.violating(rendering.violations());
        if (!rendering.violations().isEmpty()) {
            return judged.again(SOON);
        }
        return rendering.files().isEmpty() ? judged : judged.again(PACE);
    }

    private Map<String, String> files(Component component, Blueprint blueprint, TemplateReference reference) {
        var found = Optional.ofNullable(client.configMaps()
                        .inNamespace(reference.namespace())
                        .withName(reference.templateRef())
                        .get())
                .orElseThrow(() -> new IllegalStateException(
                        "there is no ConfigMap " + reference.templateRef() + " in namespace " + reference.namespace()));
        var data = data(component, blueprint);
        // What stays unknown may be a shell's.
        var placeholders = new Placeholders(Placeholders.of(component, blueprint), Set.of());
        var files = new TreeMap<String, String>();
        Optional.ofNullable(found.getData())
                .orElse(Map.of())
                .forEach((file, template) ->
                        files.put(file, placeholders.resolve(file, rendered(found, file, template, data))));
        files.replaceAll((file, text) -> Parameters.put(
                file, text, Marks.parameters(blueprint.cluster(), component.name(), reference.name(), file)));
        return files;
    }

    private String rendered(ConfigMap source, String file, String template, JsonNode data) {
        if (!template.contains("{{")) {
            return template;
        }
        var name = source.getMetadata().getName() + "/" + file;
        var asked = (name + "\n" + template + "\n" + data).getBytes(StandardCharsets.UTF_8);
        return rendered.get(Digests.of(asked), () -> engine.render(name, template, data));
    }

    /** What templates may ask for: the cluster, the component as it is put together, and its pods. */
    private static JsonNode data(Component component, Blueprint blueprint) {
        var data = JSON.createObjectNode();
        var cluster = data.putObject("cluster");
        var metadata = blueprint.cluster().getMetadata();
        cluster.putObject("metadata")
                .put("name", metadata.getName())
                .put("namespace", metadata.getNamespace())
                .put("uid", metadata.getUid())
                .set(
                        "labels",
                        JSON.valueToTree(
                                Optional.ofNullable(metadata.getLabels()).orElse(Map.of())));
        cluster.set("spec", JSON.valueToTree(blueprint.cluster().getSpec()));
        JsonNode pods = JSON.valueToTree(PodPlan.of(component, blueprint).spec().orElseThrow());
        ObjectNode described = JSON.valueToTree(component.spec());
        described.put("clusterName", blueprint.name());
        described.put("fullCompName", component.object());
        described.put("characterType", component.definition().characterType());
        described.put("workloadType", component.definition().workloadType());
        described.set("service", JSON.valueToTree(component.definition().service()));
        described.set("podSpec", pods);
        data.set("component", described);
        data.set("podSpec", pods);
        blueprint.version().ifPresent(version -> data.putObject("version")
                .putObject("metadata")
                .put("name", version.getMetadata().getName()));
        return data;
    }
}
