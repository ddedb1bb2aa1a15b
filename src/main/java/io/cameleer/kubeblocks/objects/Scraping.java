package io.cameleer.kubeblocks.objects;

import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.kubeblocks.definition.MonitorDefinition;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Map;
import java.util.Optional;

/** The annotations by which a Prometheus finds the metrics of pods. */
final class Scraping {
    private Scraping() {}

    static Map<String, String> annotations(Component component) {
        if (!component.spec().monitor()) {
            return Map.of();
        }
        return Optional.ofNullable(component.definition().monitor())
                .map(MonitorDefinition::exporterConfig)
                .flatMap(exporter -> port(component, exporter.scrapePort())
                        .map(port -> Map.of(
                                "prometheus.io/scrape",
                                "true",
                                "prometheus.io/port",
                                port,
                                "prometheus.io/path",
                                Optional.ofNullable(exporter.scrapePath())
                                        .filter(path -> !path.isBlank())
                                        .orElse("/metrics"))))
                .orElse(Map.of());
    }

    /** A port by its number; a name is looked up among those of the containers. */
    private static Optional<String> port(Component component, IntOrString wanted) {
        if (wanted.getIntVal() != null) {
            return Optional.of(wanted.getIntVal().toString());
        }
        var containers = component.definition().podSpec().path("containers");
        for (var container : containers) {
            for (var port : container.path("ports")) {
                if (port.path("name").asText().equals(wanted.getStrVal())) {
                    return Optional.of(port.path("containerPort").asText());
                }
            }
        }
        return Optional.of(wanted.getStrVal()).filter(text -> text.matches("\\d+"));
    }
}
