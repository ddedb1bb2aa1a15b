package io.cameleer.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The operator as its users run it: {@code java -jar target/cameleer.jar}, with the rights of its chart. */
public final class OperatorProcess implements AutoCloseable {
    /** Where operators live for a minute the better one of Java's two compilers costs more than all else: 10 s against 3 s to start. */
    private static final List<String> BRIEF =
            Boolean.getBoolean("cameleer.test.brief") ? List.of("-XX:TieredStopAtLevel=1") : List.of();

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int LAST_LINES = 40;

    private final int port = Ports.free();
    private final int managementPort = Ports.free();
    private final Processes.Running running;
    private final TestCluster cluster;
    private final Path temporary = Project.work("operator");

    /** What an operator is started with. */
    public record Options(Map<String, String> environment, String heap, Path directory) {
        /** Defaults: 128 MiB of heap, a Lease of 3 s. */
        public static Options of(Map<String, String> environment) {
            return new Options(environment, "-Xmx128m", Project.directory());
        }
    }

    private OperatorProcess(TestCluster cluster, Options options) throws IOException {
        this.cluster = cluster;
        var environment = new HashMap<String, String>();
        environment.put(
                "KUBECONFIG",
                cluster.operatorKubeconfig(options.environment().getOrDefault("CAMELEER_LEADER_NAMESPACE", "default"))
                        .toString());
        environment.put("CAMELEER_HTTP_PORT", String.valueOf(port));
        environment.put("CAMELEER_MANAGEMENT_PORT", String.valueOf(managementPort));
        environment.put("CAMELEER_LEADER_LEASE_SECONDS", "3");
        environment.put("CAMELEER_BACKUP_RETRY_DELAY", "500");
        environment.put("CAMELEER_ROUTES_DIRECTORY", "only-the-built-in-routes");
        environment.putAll(options.environment());
        var logs = Files.createDirectories(Project.directory().resolve("target/operator-logs"));
        var name = ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
        var command = new ArrayList<>(List.of(
                java(),
                options.heap(),
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + temporary,
                "-Xlog:gc:file=" + logs.resolve(name + ".gc")));
        command.addAll(Training.options());
        command.addAll(BRIEF);
        command.addAll(List.of(
                "-jar", Project.directory().resolve("target/cameleer.jar").toString()));
        running = Processes.start("operator " + name, logs.resolve(name + ".log"), environment, command);
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
                        "Watching observability.merlionos.org/v1/prometheusclusters "));
        return this;
    }

    /** Waits until this operator follows another. */
    public OperatorProcess awaitFollowing() {
        Waiting.until("the operator to know its leader (see " + running.log() + ")", () -> log().contains(
                        "cameleer is led by "));
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

    /** Stops it in mid-air, as a machine does that has no time for it. */
    public void freeze() {
        Processes.run("kill", "-STOP", String.valueOf(pid()));
    }

    /** Has it go on where it was. */
    public void thaw() {
        Processes.run("kill", "-CONT", String.valueOf(pid()));
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

    /** Sends a request to its API as the administrator. */
    public HttpResponse<String> request(String method, String path, String body, String... headers) {
        var all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Authorization", "Bearer " + cluster.token()));
        return requestAsIs(method, path, body, all.toArray(String[]::new));
    }

    /** Sends a request to its API with these headers alone. */
    public HttpResponse<String> requestAsIs(String method, String path, String body, String... headers) {
        return Http.send(URI.create(url() + path), method, body, headers);
    }

    /** Sends a request over TLS, trusting the authorities that the operator's own Secret names. */
    public HttpResponse<String> requestOverTls(String method, String path, String body, String... headers) {
        try (var client = tlsClient()) {
            return requestOverTls(client, method, path, body, headers);
        }
    }

    /** The same by a client that keeps its connection. */
    public HttpResponse<String> requestOverTls(
            HttpClient client, String method, String path, String body, String... headers) {
        return Http.send(client, URI.create(url().replace("http:", "https:") + path), method, body, headers);
    }

    /** A client that trusts the authorities that the operator's own Secret names. */
    public HttpClient tlsClient() {
        return HttpClient.newBuilder().sslContext(trusted()).build();
    }

    /** The serial number of the certificate that its API shows now. */
    public String servedCertificate() {
        return servedCertificate(trusted());
    }

    /** The same to a client that trusts what the caller says. */
    public String servedCertificate(SSLContext trusted) {
        try (var socket = (SSLSocket) trusted.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSerialNumber()
                    .toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private SSLContext trusted() {
        return TrustedTls.of(cluster.client(), "default", "cameleer-tls");
    }

    /** Reads a page of health or metrics. */
    public String management(String path) {
        return Http.send(URI.create(managementUrl() + path), "GET", null).body();
    }

    /** How many reconciliations it has finished. */
    public long reconciliations() {
        return (long) metric("cameleer_reconcile_seconds_count");
    }

    /** The sum of a metric over its labels; 0 when it does not tell it. */
    public double metric(String name) {
        return management("/q/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @Override
    public void close() {
        Vitals.forget(running);
        running.close();
        Project.discard(temporary);
    }
}
