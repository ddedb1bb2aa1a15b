package io.cameleer.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;

/** A way to an HTTP server on loopback that answers some requests itself, or loses what the server answers. */
public final class HttpFront implements AutoCloseable {
    private static final Set<String> OF_A_CONNECTION =
            Set.of("connection", "content-length", "expect", "transfer-encoding", "upgrade", "http2-settings");

    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final int behind;
    private final Function<HttpExchange, OptionalInt> answers;
    private final Predicate<HttpExchange> loses;

    /**
     * Listens on a port of its own.
     *
     * @param behind the server's port
     * @param answers the status with which a request is answered here, nothing when the server answers it
     * @param loses whether the server's answer is replaced by 503 once it has done what it was asked to
     */
    public HttpFront(int behind, Function<HttpExchange, OptionalInt> answers, Predicate<HttpExchange> loses)
            throws IOException {
        this.behind = behind;
        this.answers = answers;
        this.loses = loses;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** The port to connect to. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var status = answers.apply(exchange);
            if (status.isPresent()) {
                exchange.sendResponseHeaders(status.getAsInt(), -1);
            } else {
                pass(exchange, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + behind + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_A_CONNECTION.contains(name.toLowerCase())) {
                values.forEach(value -> request.header(name, value));
            }
        });
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (loses.test(exchange)) {
            exchange.sendResponseHeaders(503, -1);
            return;
        }
        answer.headers().map().forEach((name, values) -> {
            if (!name.equals("transfer-encoding")) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
        if (answer.body().length > 0) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }
}
