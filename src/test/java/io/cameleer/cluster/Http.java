package io.cameleer.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Requests to the programs of the test cluster. */
final class Http {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Http() {}

    /** What a GET answers. */
    static String get(String uri) {
        return send(CLIENT, URI.create(uri), "GET", null).body();
    }

    /** A text as a part of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Sends a request by the client of all. */
    static HttpResponse<String> send(URI uri, String method, String body, String... headers) {
        return send(CLIENT, uri, method, body, headers);
    }

    /** Sends a request; headers are names and values in turn. */
    static HttpResponse<String> send(HttpClient client, URI uri, String method, String body, String... headers) {
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
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + uri + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
