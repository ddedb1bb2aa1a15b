package io.cameleer.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RouteFilesTest {
    @Test
    void everyFileOfTheFolderIsPartOfTheProgram() throws IOException {
        try (var files = Files.list(Path.of("routes"))) {
            assertThat(new BuiltInRoutes().files().keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void everyRouteHasAnIdAndADescription() throws IOException {
        var yaml = new YAMLMapper();
        for (var file : new BuiltInRoutes().files().entrySet()) {
            for (var item : yaml.readTree(file.getValue())) {
                if (item.has("route")) {
                    assertThat(item.get("route").path("id").asText())
                            .as(file.getKey())
                            .isNotBlank();
                    assertThat(item.get("route").path("description").asText())
                            .as("%s: %s", file.getKey(), item.get("route").path("id"))
                            .endsWith(".");
                }
            }
        }
    }

    @Test
    void everyDirectEndpointThatIsCalledIsServed() throws IOException {
        var text = String.join("\n", new BuiltInRoutes().files().values());
        assertThat(found(text, "direct:([a-z-]+)")).isEqualTo(found(text, "from:\\s+uri: direct:([a-z-]+)"));
    }

    private static Set<String> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
