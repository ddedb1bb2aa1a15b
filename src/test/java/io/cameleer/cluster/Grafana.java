package io.cameleer.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Grafana elsewhere: the stand-in, which speaks Grafana's API of data sources, on loopback. */
public final class Grafana implements AutoCloseable {
    /** The token that it lets in. */
    public static final String API_KEY = "glsa_stand-in_token";

    private final int port = Ports.free();
    private final Path work;
    private Processes.Running running;

    /** Starts it and waits until it answers. */
    public Grafana(Path work) throws IOException {
        this.work = work;
        up();
    }

    /** Starts it, with no data source. */
    public void up() throws IOException {
        running = Processes.start(
                "grafana",
                work.resolve("grafana.log"),
                Map.of("STAND_IN_ADDRESS", "127.0.0.1:" + port, "STAND_IN_API_KEY", API_KEY),
                List.of(Tool.GRAFANA.path().toString()));
        Waiting.until("Grafana to answer", Duration.ofSeconds(30), () -> Http.get(url() + "/api/health")
                .contains("ok"));
    }

    /** Its address. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Its data sources as JSON. */
    public String sources() {
        return Http.send(URI.create(url() + "/api/datasources"), "GET", null, "Authorization", "Bearer " + API_KEY)
                .body();
    }

    @Override
    public void close() {
        running.close();
    }
}
