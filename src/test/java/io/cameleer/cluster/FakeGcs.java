package io.cameleer.cluster;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real fake-gcs-server, which speaks Google Cloud Storage, on loopback. */
public final class FakeGcs implements AutoCloseable {
    private final int port = Ports.free();
    private final Path objects;
    private final Processes.Running running;

    /** Starts it over a folder of data and waits until it answers. */
    public FakeGcs(Path work) throws IOException {
        objects = Files.createDirectories(work.resolve("gcs"));
        running = Processes.start(
                "fake-gcs-server",
                work.resolve("fake-gcs-server.log"),
                Map.of(),
                List.of(
                        Tool.FAKE_GCS_SERVER.path().toString(),
                        "-scheme",
                        "http",
                        "-host",
                        "127.0.0.1",
                        "-port",
                        String.valueOf(port),
                        "-backend",
                        "filesystem",
                        "-filesystem-root",
                        objects.toString(),
                        "-public-host",
                        "127.0.0.1:" + port,
                        "-log-level",
                        "error"));
        Waiting.until("fake-gcs-server to listen (see " + work + "/fake-gcs-server.log)", () -> {
            try (var socket = new Socket("127.0.0.1", port)) {
                return socket.isConnected();
            }
        });
    }

    /** The port on which it listens. */
    public int port() {
        return port;
    }

    /** Its address. */
    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** Makes a bucket. */
    public void bucket(String name) {
        var answer = Http.send(
                URI.create(endpoint() + "/storage/v1/b?project=cameleer"),
                "POST",
                "{\"name\": \"" + name + "\"}",
                "Content-Type",
                "application/json");
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("fake-gcs-server made no bucket: " + answer.body());
        }
    }

    /** The number that an object has as long as nobody writes it again, 0 when there is none. */
    public String generation(String bucket, String key) {
        var answer =
                Http.send(URI.create(endpoint() + "/storage/v1/b/" + bucket + "/o/" + Http.encoded(key)), "GET", null);
        return answer.statusCode() == 404
                ? "0"
                : Serialization.unmarshal(answer.body(), Map.class)
                        .get("generation")
                        .toString();
    }

    @Override
    public void close() {
        running.close();
        Project.discard(objects);
    }
}
