package io.cameleer.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KubernetesClientsTest {
    private static final String NEWER = "fieldOfANewerVersion";

    /** Every definition of the chart. */
    static Stream<CustomResourceDefinition> definitions() throws IOException {
        var strict = new KubernetesSerialization();
        try (var files = Files.list(Path.of("charts/cameleer/crds"))) {
            return files
                    .map(file -> {
                        try {
                            return strict.unmarshal(Files.readString(file), CustomResourceDefinition.class);
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void aFieldThatATypeLacksStopsNothingWhereverItIs(CustomResourceDefinition definition) {
        var version = definition.getSpec().getVersions().getFirst();
        var object = new HashMap<>(values(version.getSchema().getOpenAPIV3Schema()));
        object.put("apiVersion", definition.getSpec().getGroup() + "/" + version.getName());
        object.put("kind", definition.getSpec().getNames().getKind());
        object.put("metadata", Map.of("name", "demo", "labels", Map.of("a", "b")));
        var type = type(definition);

        var read = KubernetesClients.serialization().convertValue(object, type);

        assertThat(read.getMetadata().getName()).isEqualTo("demo");
        var json = new KubernetesSerialization().asJson(read);
        assertThat(json).contains("\"spec\":{").contains("\"status\":{");
        assertThatThrownBy(() -> new KubernetesSerialization().convertValue(object, type))
                .as("what a client as it comes says to it")
                .hasMessageContaining(NEWER);
    }

    private static Class<? extends HasMetadata> type(CustomResourceDefinition definition) {
        return ServiceLoader.load(KubernetesResource.class).stream()
                .map(ServiceLoader.Provider::type)
                .filter(HasMetadata.class::isAssignableFrom)
                .<Class<? extends HasMetadata>>map(type -> type.asSubclass(HasMetadata.class))
                .filter(type -> HasMetadata.getKind(type)
                        .equals(definition.getSpec().getNames().getKind()))
                .findFirst()
                .orElseThrow();
    }

    /** An object with every field of a schema, and one more at every place where there are fields. */
    private static Map<String, Object> values(JSONSchemaProps schema) {
        var values = new HashMap<String, Object>();
        schema.getProperties().forEach((name, property) -> values.put(name, value(property)));
        values.put(NEWER, Map.of("a", List.of("b")));
        return values;
    }

    private static Object value(JSONSchemaProps schema) {
        if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
            return "1";
        }
        return switch (schema.getType()) {
            case "object" ->
                schema.getAdditionalProperties() == null
                        ? values(schema)
                        : Map.of("key", value(schema.getAdditionalProperties().getSchema()));
            case "array" -> List.of(value(schema.getItems().getSchema()));
            case "boolean" -> true;
            case "integer" -> 1;
            case "number" -> 1.5;
            default ->
                schema.getEnum() == null || schema.getEnum().isEmpty()
                        ? "1"
                        : schema.getEnum().getFirst().asText();
        };
    }
}
