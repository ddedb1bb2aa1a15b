package io.cameleer.hyperbytedb.members;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.cameleer.reconcile.PodTunnel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls of the database's HTTP API that a cluster of it takes; one of these is for one member. */
final class DatabaseApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Duration DRAIN = Duration.ofSeconds(60);

    private final PodTunnel tunnel;

    DatabaseApi(PodTunnel tunnel) {
        this.tunnel = tunnel;
    }

    /**
     * What the member says of itself.
     *
     * @throws IOException when it does not answer, or with something else
     */
    Report report() throws IOException {
        var health = tunnel.get("/health", LIMIT);
        if (!health.isSuccess() && health.code() != 503) {
            throw new IOException("/health answers with HTTP " + health.code());
        }
        var metrics = read("/cluster/metrics");
        var leader = tunnel.get("/cluster/leader", LIMIT);
        var elected = leader.isSuccess() ? JSON.readTree(leader.body()) : MissingNode.getInstance();
        var manifest = read("/internal/sync/manifest");
        return new Report(
                JSON.readTree(health.body()).path("status").asText("?"),
                manifest.path("wal_last_seq").asLong(),
                new HashSet<>(files(manifest)),
                metrics.path("peer_count").asInt(),
                elected.path("leader_id").isInt()
                        ? Integer.valueOf(elected.path("leader_id").asInt())
                        : null,
                elected.path("term").asLong());
    }

    private static List<String> files(JsonNode manifest) {
        var files = new ArrayList<String>();
        for (var database : manifest.path("databases")) {
            for (var measurement : database.path("measurements")) {
                var folder = String.join(
                        "/",
                        database.path("name").asText(),
                        measurement.path("name").asText(),
                        measurement.path("rp").asText());
                measurement
                        .path("parquet_files")
                        .forEach(file -> files.add(folder + "/"
                                + (file.isObject() ? file.path("path").asText() : file.asText())));
            }
        }
        return files;
    }

    /** The members as this one knows them. */
    List<Node> nodes() throws IOException {
        var nodes = new ArrayList<Node>();
        for (var node : read("/cluster/nodes").path("nodes")) {
            nodes.add(new Node(
                    node.path("node_id").asInt(),
                    node.path("addr").asText(),
                    node.path("state").asText()));
        }
        return List.copyOf(nodes);
    }

    /** Has the leader take a member in, or let it vote. */
    Optional<String> add(int id, String address, boolean promote) throws IOException {
        return refusal(
                "/cluster/membership/add-node", Map.of("node_id", id, "addr", address, "promote", promote), LIMIT);
    }

    /** Has this member stop taking writes and hand on what it has. */
    Optional<String> drain() throws IOException {
        return refusal("/internal/drain", Map.of(), DRAIN);
    }

    /** Has a member leave, told to another. */
    Optional<String> leave(int id) throws IOException {
        return refusal("/internal/membership/leave", Map.of("node_id", id), LIMIT);
    }

    /** Why a request was refused, or nothing when it was not. */
    private Optional<String> refusal(String path, Map<String, ?> request, Duration limit) throws IOException {
        var answer = tunnel.post(path, JSON.writeValueAsString(request), limit);
        if (answer.isSuccess()) {
            return Optional.empty();
        }
        var words = answer.body().startsWith("{")
                ? JSON.readTree(answer.body()).path("error").asText(answer.body())
                : answer.body();
        return Optional.of("HTTP " + answer.code() + " " + words.substring(0, Math.min(300, words.length())));
    }

    private JsonNode read(String path) throws IOException {
        var answer = tunnel.get(path, LIMIT);
        if (!answer.isSuccess()) {
            throw new IOException(path + " answers with HTTP " + answer.code());
        }
        return JSON.readTree(answer.body());
    }
}
