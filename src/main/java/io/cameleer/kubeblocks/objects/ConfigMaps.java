package io.cameleer.kubeblocks.objects;

import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.kubeblocks.definition.TemplateReference;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The ConfigMaps of a component. */
public final class ConfigMaps {
    private ConfigMaps() {}

    /** All templates of a component. */
    public static List<TemplateReference> templates(Component component) {
        return Stream.concat(component.configurations().stream(), component.definition().scriptSpecs().stream())
                .toList();
    }

    /** Those that are mounted. */
    static List<TemplateReference> mounted(Component component) {
        return templates(component).stream()
                .filter(reference -> reference.volumeName() != null)
                .toList();
    }

    static ConfigMap environment(Component component, Blueprint blueprint) {
        return new ConfigMapBuilder()
                .withMetadata(Names.metadata(component, blueprint, component.environment())
                        .build())
                .withData(Environment.shared(component))
                .build();
    }

    static ConfigMap rendered(
            Component component, Blueprint blueprint, TemplateReference reference, Map<String, String> files) {
        return new ConfigMapBuilder()
                .withMetadata(Names.metadata(component, blueprint, component.rendered(reference))
                        .build())
                .withData(files)
                .build();
    }

    /**
     * Stands for the configuration that pods read at their start; scripts and entries that are none do not count.
     *
     * @param files the rendered files by the names of their ConfigMaps
     */
    static String hash(Component component, Map<String, Map<String, String>> files) {
        var read = new TreeMap<String, String>();
        for (var reference : component.configurations()) {
            var name = component.rendered(reference);
            files.getOrDefault(name, Map.of()).forEach((file, text) -> {
                if (reference.keys().isEmpty() || reference.keys().contains(file)) {
                    read.put(name + "/" + file, text);
                }
            });
        }
        return read.isEmpty() ? "" : hash(read.toString());
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
