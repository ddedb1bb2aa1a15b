package io.cameleer.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Prometheus that receives samples, behind a vmauth that lets in one user by password and one by token. */
public final class SampleReceiver implements AutoCloseable {
    public static final String PASSWORD = "open-sesame";
    public static final String TOKEN = "a-bearer-token";

    private final int port = Ports.free();
    private final int gate = Ports.free();
    private final Processes.Running prometheus;
    private final Processes.Running vmauth;

    /** Starts both and waits until they answer. */
    public SampleReceiver(Path work) throws IOException {
        Files.createDirectories(work);
        var config = Files.writeString(work.resolve("receiver.yml"), "global: {}\n");
        prometheus = Processes.start(
                "receiver",
                work.resolve("receiver.log"),
                Map.of(),
                List.of(
                        Tool.PROMETHEUS_2.path().toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + work.resolve("receiver"),
                        "--web.enable-remote-write-receiver",
                        "--web.listen-address=127.0.0.1:" + port));
        var users = Files.writeString(work.resolve("vmauth.yml"), """
                users:
                - {name: basic, username: writer, password: %1$s, url_prefix: 'http://127.0.0.1:%3$d/'}
                - {name: bearer, bearer_token: %2$s, url_prefix: 'http://127.0.0.1:%3$d/'}
                """.formatted(PASSWORD, TOKEN, port));
        vmauth = Processes.start(
                "vmauth",
                work.resolve("vmauth.log"),
                Map.of(),
                List.of(
                        Tool.VMAUTH.path().toString(),
                        "-auth.config=" + users,
                        "-httpListenAddr=" + Node.CONTROL_PLANE + ":" + gate));
        Waiting.until("the receiver to answer", () -> Http.get("http://127.0.0.1:" + port + "/-/ready")
                .contains("Ready"));
        Waiting.until("vmauth to answer", () -> !metrics().isEmpty());
    }

    /** Where pods send samples to. */
    public String url() {
        return "http://" + Node.CONTROL_PLANE + ":" + gate + "/api/v1/write";
    }

    /** The answer to a query as JSON. */
    public String query(String query) {
        return Http.get("http://127.0.0.1:" + port + "/api/v1/query?query=" + Http.encoded(query));
    }

    /** How many requests of a user were let in. */
    public long requestsOf(String user) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("vmauth_user_requests_total{username=\"" + user + "\""))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** How many requests were turned away. */
    public long refused() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("vmauth_http_request_errors_total{reason=\"invalid_auth_token\"}"))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String metrics() {
        return Http.get("http://" + Node.CONTROL_PLANE + ":" + gate + "/metrics");
    }

    @Override
    public void close() {
        vmauth.close();
        prometheus.close();
    }
}
