package io.cameleer.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * HTTP to one pod through a connection that the API server makes. Unlike its proxy for HTTP, which believes any certificate
 * and keeps the Authorization header to itself, this leaves both to the two ends: the operator checks the certificate against
 * the authority and the name that it is told.
 */
public final class PodTunnel implements AutoCloseable {
    private static final int LONGEST_ANSWER = 16 << 20;

    private final LocalPortForward forward;
    private final Optional<Tls> tls;
    private final Map<String, String> headers;

    /**
     * How a pod proves who it is.
     *
     * @param context holds the authority
     * @param name the DNS name that its certificate must bear
     */
    public record Tls(SSLContext context, String name) {}

    /**
     * What a pod answered.
     *
     * @param code the HTTP status
     * @param body the text
     */
    public record Answer(int code, String body) {
        /** Whether it is a 2xx. */
        public boolean isSuccess() {
            return code / 100 == 2;
        }
    }

    /**
     * Opens a tunnel.
     *
     * @param headers go with every request
     * @throws UncheckedIOException when the pod cannot be reached
     */
    public PodTunnel(
            KubernetesClient client,
            String namespace,
            String pod,
            int port,
            Optional<Tls> tls,
            Map<String, String> headers) {
        try {
            this.forward = client.pods().inNamespace(namespace).withName(pod).portForward(port);
        } catch (KubernetesClientException e) {
            throw new UncheckedIOException(new IOException(PodProxy.reason(e), e));
        }
        this.tls = tls;
        this.headers = Map.copyOf(headers);
    }

    /** Reads. */
    public Answer get(String path, Duration limit) throws IOException {
        return send("GET", path, null, limit);
    }

    /**
     * Posts JSON.
     *
     * @param json the body, null for none
     */
    public Answer post(String path, String json, Duration limit) throws IOException {
        return send("POST", path, json, limit);
    }

    private Answer send(String method, String path, String json, Duration limit) throws IOException {
        var url = URI.create((tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + forward.getLocalPort() + path);
        var connection = (HttpURLConnection) url.toURL().openConnection();
        if (connection instanceof HttpsURLConnection encrypted) {
            encrypted.setSSLSocketFactory(new NamedSockets(tls.orElseThrow()));
        }
        connection.setConnectTimeout((int) limit.toMillis());
        connection.setReadTimeout((int) limit.toMillis());
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        headers.forEach(connection::setRequestProperty);
        if (method.equals("POST")) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            try (var out = connection.getOutputStream()) {
                out.write((json == null ? "" : json).getBytes(StandardCharsets.UTF_8));
            }
        }
        var code = connection.getResponseCode();
        try (var in = code < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(code, text(in));
        }
    }

    private static String text(InputStream in) throws IOException {
        if (in == null) {
            return "";
        }
        var bytes = in.readNBytes(LONGEST_ANSWER + 1);
        if (bytes.length > LONGEST_ANSWER) {
            throw new IOException("the answer has more than " + LONGEST_ANSWER + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            forward.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** TLS over a connection to the tunnel's end here, with the name of the one at its other end. */
    private static final class NamedSockets extends SSLSocketFactory {
        private final SSLSocketFactory sockets;
        private final String name;

        private NamedSockets(Tls tls) {
            this.sockets = tls.context().getSocketFactory();
            this.name = tls.name();
        }

        @Override
        public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
            return sockets.createSocket(plain, name, port, autoClose);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return sockets.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return sockets.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, java.net.InetAddress from, int fromPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(java.net.InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(java.net.InetAddress host, int port, java.net.InetAddress from, int fromPort) {
            throw new UnsupportedOperationException();
        }
    }
}
