package io.cameleer.kubeblocks.ops;

import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.Definitions;
import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.kubeblocks.objects.ConfigMaps;
import io.cameleer.kubeblocks.template.Parameters;
import io.cameleer.kubeblocks.template.TemplateException;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether there are the files into which parameters are to be written. */
final class OpsParameters {
    private final KubernetesClient client;

    OpsParameters(KubernetesClient client) {
        this.client = client;
    }

    /** What stands against it: a configuration or a file that there is not, or one that takes no parameters. */
    List<Violation> violations(OpsRequest request, Cluster cluster, Definitions.Found found) {
        var violations = new ArrayList<Violation>();
        Optional.ofNullable(request.getSpec().reconfigure())
                .filter(wish -> found.definition().isPresent())
                .ifPresent(wish -> found.blueprint(cluster)
                        .component(wish.componentName())
                        .ifPresent(component -> wish.configurations()
                                .forEach(
                                        configuration -> violations.addAll(check(component, cluster, configuration)))));
        return violations;
    }

    private List<Violation> check(Component component, Cluster cluster, OpsSpec.Configuration wish) {
        var path = "spec.reconfigure.configurations[" + wish.name() + "]";
        var reference = ConfigMaps.templates(component).stream()
                .filter(template -> template.name().equals(wish.name()))
                .findFirst();
        if (reference.isEmpty()) {
            return List.of(new Violation(
                    path + ".name",
                    "component %s has no configuration of that name".formatted(component.name()),
                    "name one of "
                            + String.join(
                                    ", ",
                                    ConfigMaps.templates(component).stream()
                                            .map(template -> template.name())
                                            .toList())));
        }
        var files = Optional.ofNullable(client.configMaps()
                        .inNamespace(cluster.getMetadata().getNamespace())
                        .withName(component.rendered(reference.get()))
                        .get())
                .map(rendered -> rendered.getData())
                .orElse(Map.of());
        return wish.keys().stream()
                .flatMap(file -> check(path + ".keys[" + file.key() + "]", files, file).stream())
                .toList();
    }

    private static Optional<Violation> check(String path, Map<String, String> files, OpsSpec.FileChange wish) {
        if (!files.containsKey(wish.key())) {
            return Optional.of(new Violation(
                    path + ".key",
                    "there is no file of that name",
                    "name one of " + String.join(", ", files.keySet())));
        }
        var parameters = new LinkedHashMap<String, String>();
        wish.parameters()
                .forEach(one -> parameters.put(
                        one.key(), Optional.ofNullable(one.value()).orElse("")));
        try {
            Parameters.put(wish.key(), files.get(wish.key()), parameters);
            return Optional.empty();
        } catch (TemplateException e) {
            return Optional.of(new Violation(path, e.getMessage(), "correct it in another OpsRequest"));
        }
    }
}
