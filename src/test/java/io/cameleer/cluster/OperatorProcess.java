package io.cameleer.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The operator as its users run it: {@code java -jar target/cameleer.jar}, with the rights of its chart. */
public final class OperatorProcess implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int LAST_LINES = 40;

    private final int port = Ports.free();
    private final int managementPort = Ports.free();
    private final Processes.Running running;

    /** What an operator is started with. */
    public record Options(Map<String, String> environment, String heap, Path directory) {
        /** Defaults: 128 MiB of heap, a Lease of 3 s. */
        public static Options of(Map<String, String> environment) {
            return new Options(environment, "-Xmx128m", Project.directory());
        }
    }

    private OperatorProcess(TestCluster cluster, Options options) throws IOException {
        var environment = new HashMap<String, String>();
        environment.put("KUBECONFIG", cluster.operatorKubeconfig().toString());
        environment.put("CAMELEER_HTTP_PORT", String.valueOf(port));
        environment.put("CAMELEER_MANAGEMENT_PORT", String.valueOf(managementPort));
        environment.put("CAMELEER_LEADER_LEASE_SECONDS", "3");
        environment.put("CAMELEER_BACKUP_RETRY_DELAY", "500");
        environment.put("CAMELEER_ROUTES_DIRECTORY", "only-the-built-in-routes");
        environment.putAll(options.environment());
        var command = new ArrayList<>(List.of(
                java(),
                options.heap(),
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-jar",
                Project.directory().resolve("target/cameleer.jar").toString()));
        var logs = Files.createDirectories(Project.directory().resolve("target/operator-logs"));
        var number = NUMBER.incrementAndGet();
        running = Processes.start(
                "operator " + number,
                logs.resolve(ProcessHandle.current().pid() + "-" + number + ".log"),
                environment,
                command);
        Vitals.watch(running, running::trouble, () -> "The end of " + running.log() + "\n" + running.tail(LAST_LINES));
    }

    /** Starts an operator and returns at once. */
    public static OperatorProcess launch(TestCluster cluster, Options options) {
        try {
            return new OperatorProcess(cluster, options);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts an operator and waits until it leads and watches. */
    public static OperatorProcess start(TestCluster cluster, Map<String, String> environment) {
        return launch(cluster, Options.of(environment)).awaitWatching();
    }

    /** Waits until this operator leads and watches. */
    public OperatorProcess awaitWatching() {
        Waiting.until("the operator to watch (see " + running.log() + ")", () -> log().contains(
                        "Watching observability.merlionos.org"));
        return this;
    }

    /** Has nobody wonder when it ends by itself. */
    public OperatorProcess mayEnd() {
        Vitals.forget(running);
        return this;
    }

    /** Ends it as a power cut would: no shutdown hook runs. */
    public void kill() {
        Vitals.forget(running);
        running.process()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .forEach(ProcessHandle::destroyForcibly);
        running.close();
    }

    /** The id of the operator's own process. */
    public long pid() {
        return running.process()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    /** Everything that it logged. */
    public String log() {
        try {
            return Files.readString(running.log());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it runs. */
    public boolean alive() {
        return running.alive();
    }

    /** The address of its API. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The address of its health and metrics. */
    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    /** Sends a request to its API. */
    public HttpResponse<String> request(String method, String path, String body, String... headers) {
        return send(URI.create(url() + path), method, body, headers);
    }

    /** Reads a page of health or metrics. */
    public String management(String path) {
        return send(URI.create(managementUrl() + path), "GET", null).body();
    }

    /** How many reconciliations it has finished. */
    public long reconciliations() {
        return (long) management("/q/metrics")
                .lines()
                .filter(line -> line.startsWith("cameleer_reconcile_seconds_count"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static HttpResponse<String> send(URI uri, String method, String body, String... headers) {
        try {
            var request = HttpRequest.newBuilder(uri)
                    .timeout(Waiting.PATIENCE)
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + uri + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @Override
    public void close() {
        Vitals.forget(running);
        running.close();
    }
}
