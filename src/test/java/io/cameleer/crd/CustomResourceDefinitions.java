package io.cameleer.crd;

import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.prometheus.set.PrometheusClusterSet;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrArray;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The custom resource definitions as the Java types describe them; `mvn -Pcrds` writes them into the chart. */
public final class CustomResourceDefinitions {
    /** Where the chart keeps them. */
    public static final Path FOLDER = Path.of("charts/cameleer/crds");

    private static final List<Class<? extends HasMetadata>> TYPES =
            List.of(PrometheusCluster.class, PrometheusClusterSet.class);

    private CustomResourceDefinitions() {}

    /** File name and content of each definition. */
    public static Map<String, String> generate() throws IOException {
        var folder = Files.createTempDirectory("cameleer-crds-");
        new CRDGenerator()
                .customResourceClasses(TYPES)
                .forCRDVersions("v1")
                .inOutputDir(folder.toFile())
                .withImplicitPreserveUnknownFields(false)
                .generate();
        var files = new TreeMap<String, String>();
        try (var found = Files.list(folder)) {
            for (var file : found.toList()) {
                files.put(file.getFileName().toString().replace("-v1.yml", ".yaml"), ordered(Files.readString(file)));
                Files.delete(file);
            }
        }
        Files.delete(folder);
        return files;
    }

    /** The generator sorts columns by name; `kubectl get` shows them in the order in which the types declare them. */
    private static String ordered(String yaml) {
        var serialization = new KubernetesSerialization();
        var definition = serialization.unmarshal(yaml, CustomResourceDefinition.class);
        var names = TYPES.stream()
                .filter(type -> HasMetadata.getKind(type)
                        .equals(definition.getSpec().getNames().getKind()))
                .flatMap(type -> Stream.of(type.getAnnotationsByType(AdditionalPrinterColumn.class)))
                .map(AdditionalPrinterColumn::name)
                .toList();
        definition.getSpec().getVersions().forEach(version -> version.getAdditionalPrinterColumns()
                .sort(Comparator.comparing(column -> names.indexOf(column.getName()))));
        definition
                .getSpec()
                .getVersions()
                .forEach(version -> keepUnknown(version.getSchema().getOpenAPIV3Schema()));
        return "# Generated from the Java types by `mvn -Pcrds`; edit those instead.\n"
                + serialization.asYaml(definition);
    }

    /** The generator takes what a type keeps of unknown fields for a field of its own. */
    private static void keepUnknown(JSONSchemaProps schema) {
        var properties = Optional.ofNullable(schema.getProperties()).orElse(Map.of());
        var more = properties.get("more");
        if (more != null && more.getAdditionalProperties() != null) {
            properties.remove("more");
            schema.setXKubernetesPreserveUnknownFields(true);
        }
        properties.values().forEach(CustomResourceDefinitions::keepUnknown);
        Optional.ofNullable(schema.getItems())
                .map(JSONSchemaPropsOrArray::getSchema)
                .ifPresent(CustomResourceDefinitions::keepUnknown);
    }

    /** Writes the files. */
    public static void main(String[] arguments) throws IOException {
        Files.createDirectories(FOLDER);
        for (var file : generate().entrySet()) {
            Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
            System.out.println("wrote " + FOLDER.resolve(file.getKey()));
        }
    }
}
