package io.cameleer.reconcile;

import io.fabric8.kubernetes.client.Client;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * HTTP requests to pods through the API server, so that an operator outside the pod network can make them too.
 *
 * @param client a client
 * @param limit how long a request may take
 */
public record PodProxy(KubernetesClient client, Duration limit) {
    /** The path by which the API server passes a request on to a pod. */
    public static String path(String namespace, String pod, int port, String path) {
        return "/api/v1/namespaces/%s/pods/%s:%d/proxy%s".formatted(namespace, pod, port, path);
    }

    /**
     * Posts JSON to a pod.
     *
     * @param request the object that becomes JSON
     * @return the answer's body
     * @throws KubernetesClientException when the pod does not answer in time, or with an error
     */
    public String post(String namespace, String pod, int port, String path, Map<String, ?> request) {
        return limited().raw(path(namespace, pod, port, path), "POST", request);
    }

    /**
     * Posts a form to a pod.
     *
     * @param form its fields; they stand in no address, so that no log on the way has them
     * @return the answer's status and body
     * @throws KubernetesClientException when the pod does not answer in time
     */
    public HttpResponse<String> form(String namespace, String pod, int port, String path, Map<String, String> form) {
        var body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(
                request(namespace, pod, port, path)
                        .post("application/x-www-form-urlencoded", body)
                        .build(),
                String.class);
    }

    /**
     * Posts JSON to a pod and reads its answer while it comes; the time limit counts until it begins.
     *
     * @throws KubernetesClientException when the pod does not answer in time, or with an error
     */
    public InputStream stream(String namespace, String pod, int port, String path, Map<String, ?> request) {
        var answer = send(
                request(namespace, pod, port, path)
                        .post(
                                "application/json",
                                client.getKubernetesSerialization().asJson(request))
                        .build(),
                InputStream.class);
        if (!answer.isSuccessful()) {
            throw new KubernetesClientException("pod " + pod + " answered " + path + " with HTTP " + answer.code());
        }
        return answer.body();
    }

    private HttpRequest.Builder request(String namespace, String pod, int port, String path) {
        return limited()
                .getHttpClient()
                .newHttpRequestBuilder()
                .uri(client.getMasterUrl().toString().replaceFirst("/$", "") + path(namespace, pod, port, path));
    }

    private <T> HttpResponse<T> send(HttpRequest request, Class<T> type) {
        var answer = limited().getHttpClient().sendAsync(request, type);
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            throw new KubernetesClientException(
                    e instanceof TimeoutException
                            ? "no answer within " + limit.toSeconds() + " s"
                            : e.getCause().getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("the operator is stopping", e);
        }
    }

    /**
     * Reads from a pod.
     *
     * @return the answer's body
     * @throws KubernetesClientException when the pod does not answer in time, or with an error
     */
    public String get(String namespace, String pod, int port, String path) {
        return limited().raw(path(namespace, pod, port, path), "GET", null);
    }

    /** Why there was no answer, in few words. */
    public static String reason(KubernetesClientException failure) {
        return Optional.ofNullable(failure.getStatus())
                .map(status -> status.getMessage())
                .orElse(failure.getMessage());
    }

    private Client limited() {
        return client.newClient(new RequestConfigBuilder()
                .withRequestTimeout((int) limit.toMillis())
                .withRequestRetryBackoffLimit(0)
                .build());
    }
}
