package io.cameleer.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The route files that are part of the program. */
public final class BuiltInRoutes {
    private static final List<String> NAMES = List.of(
            "reconcile",
            "api",
            "audit",
            "backup",
            "restore",
            "failover",
            "live",
            "prometheus",
            "prometheus-sets",
            "admission");

    private final Map<String, String> files = new LinkedHashMap<>();

    /** Reads them from the class path. */
    public BuiltInRoutes() throws IOException {
        for (var name : NAMES) {
            var file = name + ".camel.yaml";
            try (var content = BuiltInRoutes.class.getResourceAsStream("/routes/" + file)) {
                files.put(file, new String(content.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    /** Name and content of each file. */
    public Map<String, String> files() {
        return Map.copyOf(files);
    }
}
