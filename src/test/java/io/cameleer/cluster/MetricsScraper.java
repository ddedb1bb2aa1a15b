package io.cameleer.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A Prometheus on this machine that scrapes an operator every second and evaluates its alerts. */
public final class MetricsScraper implements AutoCloseable {
    private final int port = Ports.free();
    private final Processes.Running running;

    /** Starts it and waits until it answers. */
    public MetricsScraper(Path work, List<String> targets, String path, Path rules) throws IOException {
        Files.createDirectories(work);
        var config = Files.writeString(work.resolve("scraper.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ['%s']
                scrape_configs:
                - job_name: operator
                  metrics_path: %s
                  honor_labels: true
                  static_configs: [{targets: [%s]}]
                """.formatted(
                        rules.toAbsolutePath(),
                        path,
                        targets.stream().map(target -> "'" + target + "'").collect(Collectors.joining(", "))));
        running = Processes.start(
                "scraper",
                work.resolve("scraper.log"),
                Map.of(),
                List.of(
                        Tool.PROMETHEUS_3.path().toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + work.resolve("scraper"),
                        "--web.listen-address=127.0.0.1:" + port));
        Waiting.until(
                "the scraper to answer",
                () -> get("/api/v1/status/buildinfo").path("status").asText().equals("success"));
    }

    /**
     * Whether a query has an answer that is not empty.
     *
     * @throws IllegalStateException with the state of the targets when it has none
     */
    public boolean answers(String query) {
        var answer = get("/api/v1/query?query=" + Http.encoded(query));
        if (answer.at("/data/result").isEmpty()) {
            throw new IllegalStateException(answer + ", targets: " + get("/api/v1/targets?state=active"));
        }
        return true;
    }

    /** The alerting rules as the Prometheus tells of them. */
    public List<JsonNode> rules() {
        var rules = new ArrayList<JsonNode>();
        get("/api/v1/rules").at("/data/groups").forEach(group -> group.path("rules")
                .forEach(rules::add));
        return rules;
    }

    private JsonNode get(String path) {
        try {
            return new ObjectMapper().readTree(Http.get("http://127.0.0.1:" + port + path));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        running.close();
    }
}
