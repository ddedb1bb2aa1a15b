package io.cameleer.crd;

import io.cameleer.prometheus.PrometheusCluster;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** The custom resource definitions as the Java types describe them; `mvn -Pcrds` writes them into the chart. */
public final class CustomResourceDefinitions {
    /** Where the chart keeps them. */
    public static final Path FOLDER = Path.of("charts/cameleer/crds");

    private CustomResourceDefinitions() {}

    /** File name and content of each definition. */
    public static Map<String, String> generate() throws IOException {
        var folder = Files.createTempDirectory("cameleer-crds-");
        new CRDGenerator()
                .customResourceClasses(PrometheusCluster.class)
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

    /** The generator sorts columns by name; a person expects the age as the last of what `kubectl get` shows. */
    private static String ordered(String yaml) {
        var serialization = new KubernetesSerialization();
        var definition = serialization.unmarshal(yaml, CustomResourceDefinition.class);
        definition.getSpec().getVersions().forEach(version -> version.getAdditionalPrinterColumns()
                .sort(Comparator.comparing(CustomResourceColumnDefinition::getPriority)
                        .thenComparing(column -> column.getName().equals("Age"))
                        .thenComparing(CustomResourceColumnDefinition::getName)));
        return "# Generated from the Java types by `mvn -Pcrds`; edit those instead.\n"
                + serialization.asYaml(definition);
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
