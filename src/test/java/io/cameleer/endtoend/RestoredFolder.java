package io.cameleer.endtoend;

import io.cameleer.cluster.Ports;
import io.cameleer.cluster.Processes;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.Tool;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A folder into which a backup was restored without any cluster. */
final class RestoredFolder {
    private RestoredFolder() {}

    /** Starts a Prometheus over a folder of data and asks it for a series of the last two hours. */
    static String query(Path data, String series) throws IOException {
        var port = Ports.free();
        var config = Files.writeString(Project.workFile("prometheus", ".yml"), "global: {}\n");
        try (var server = Processes.start(
                "restored",
                data.resolveSibling("restored.log"),
                Map.of(),
                List.of(
                        Tool.PROMETHEUS_2.path().toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + data,
                        "--storage.tsdb.retention.time=10y",
                        "--web.listen-address=127.0.0.1:" + port))) {
            var uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                    + URLEncoder.encode("last_over_time(" + series + "[2h])", StandardCharsets.UTF_8));
            var answer = new StringBuilder();
            Waiting.until("the restored Prometheus to answer (" + server.log() + ")", () -> {
                answer.setLength(0);
                answer.append(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                        .body());
                return answer.toString().contains("\"status\":\"success\"");
            });
            return answer.toString();
        }
    }
}
