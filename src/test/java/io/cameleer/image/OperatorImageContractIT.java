package io.cameleer.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The container image. */
class OperatorImageContractIT {
    @TempDir
    private Path folder;

    @Test
    void theSameInputsGiveTheSameLayersAndNoShellIsAmongThem() throws IOException {
        var first = layers(OperatorImage.build());
        var second = layers(OperatorImage.withoutCache(folder.resolve("again")));
        assertThat(second).hasSize(3);
        assertThat(first).hasSize(4).startsWith(second.toArray(String[]::new));

        var root = folder.resolve("again/root");
        try (var files = Files.walk(root)) {
            var executables = files.filter(Files::isRegularFile)
                    .filter(Files::isExecutable)
                    .filter(file -> !file.getFileName().toString().contains(".so"))
                    .map(file -> root.relativize(file).toString())
                    .toList();
            assertThat(executables)
                    .containsExactlyInAnyOrder("opt/java/bin/java", "opt/java/lib/jexec", "opt/java/lib/jspawnhelper");
        }
        var config = config(OperatorImage.build());
        assertThat(config.path("User").asText()).isEqualTo("65532:65532");
        assertThat(config.path("Entrypoint").get(0).asText()).isEqualTo("/opt/java/bin/java");
    }

    /** The names of an archive's layers, which are made of their checksums. */
    private static List<String> layers(Path archive) throws IOException {
        var names = new ArrayList<String>();
        new ObjectMapper()
                .readTree(files(archive).get("manifest.json"))
                .get(0)
                .path("Layers")
                .forEach(layer -> names.add(layer.asText()));
        return names;
    }

    private static com.fasterxml.jackson.databind.JsonNode config(Path archive) throws IOException {
        var files = files(archive);
        var json = new ObjectMapper();
        var name =
                json.readTree(files.get("manifest.json")).get(0).path("Config").asText();
        return json.readTree(files.get(name)).path("config");
    }

    private static Map<String, byte[]> files(Path archive) throws IOException {
        var files = new HashMap<String, byte[]>();
        try (var tar = new TarArchiveInputStream(Files.newInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().endsWith(".json")) {
                    files.put(entry.getName(), tar.readAllBytes());
                }
            }
        }
        return files;
    }
}
