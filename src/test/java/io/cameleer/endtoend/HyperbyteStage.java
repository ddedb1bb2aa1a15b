package io.cameleer.endtoend;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.cluster.Hyperbytes;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What the end-to-end tests of HyperbyteDB share, beside the {@link Stage} of all: a namespace and clients of its pods. */
final class HyperbyteStage {
    /** How long a machine that does four things at once may take. */
    static final Duration LATE = Duration.ofSeconds(300);

    /** How long a certificate lasts that the operator makes: long enough to be renewed under load, short enough to see it. */
    static final Duration VALIDITY = Duration.ofMinutes(6);

    /** What a class of tests of HyperbyteDB locks: elections of several groups at once are more than two cores bear. */
    static final String MACHINE = "hyperbyte";

    /** What the other half of these classes locks, so that two run at a time: elections of two groups are not too many. */
    static final String OTHER_HALF = "hyperbyte-too";

    private static HyperbyteStage stage;

    private final TestCluster cluster = Stage.get().cluster();
    private final Hyperbytes hyperbytes = new Hyperbytes(cluster, SharedCluster.namespace(cluster, "hyperbyte", true));

    private HyperbyteStage() {}

    /** The one of this JVM. */
    static synchronized HyperbyteStage get() {
        if (stage == null) {
            stage = new HyperbyteStage();
        }
        return stage;
    }

    TestCluster cluster() {
        return cluster;
    }

    Hyperbytes hyperbytes() {
        return hyperbytes;
    }

    /** A cluster that flushes every second, with sections of its own, as {@code replicas: 3, paused: true}. */
    static String spec(String more) {
        return "{image: 'hyperbytedb:latest', version: 1.0.0, flush: {intervalSecs: 1}, storage: {volumeClaimTemplate: {size: 1Gi}}, "
                + "failover: {failoverTimeoutSecs: 60}, " + more + "}";
    }

    /** The pods of a cluster by their names. */
    Map<String, Pod> pods(String name) {
        return cluster
                .client()
                .pods()
                .inNamespace(hyperbytes.namespace())
                .withLabel("app.kubernetes.io/instance", name)
                .list()
                .getItems()
                .stream()
                .collect(Collectors.toMap(pod -> pod.getMetadata().getName(), pod -> pod, (a, b) -> a, TreeMap::new));
    }

    /** The pods' identities with the restarts of their containers. */
    Map<String, String> lives(String name) {
        return pods(name).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        pod -> pod.getValue().getMetadata().getUid() + " "
                                + pod.getValue()
                                        .getStatus()
                                        .getContainerStatuses()
                                        .getFirst()
                                        .getRestartCount(),
                        (a, b) -> a,
                        TreeMap::new));
    }

    /** The volume claims of a cluster. */
    List<String> claims(String name) {
        return cluster.client().persistentVolumeClaims().inNamespace(hyperbytes.namespace()).list().getItems().stream()
                .map(claim -> claim.getMetadata().getName())
                .filter(claim -> claim.startsWith("data-" + name + "-"))
                .sorted()
                .toList();
    }

    /** Tells a member to misbehave, as {@code {"refuse_drain": true}}; an empty object ends it. */
    void fault(String pod, String json) throws IOException {
        send("pods/" + pod + ":8086", "/debug/faults", json);
    }

    /** Deletes a pod. */
    void deletePod(String name) {
        cluster.client()
                .pods()
                .inNamespace(hyperbytes.namespace())
                .withName(name)
                .delete();
    }

    /** How many points a cluster holds, by its Service. */
    int count(String name) throws IOException {
        return countOf("services/" + name + ":8086");
    }

    /** The same of a Service or a pod in the words of the API server, as {@code services/https:c:8086}. */
    int countOf(String to) throws IOException {
        var query = "/query?db=d&q=" + URLEncoder.encode("SELECT count(*) FROM m", StandardCharsets.UTF_8);
        var answer = send(to, query, null);
        return new ObjectMapper()
                .readTree(answer)
                .at("/results/0/series/0/values/0/1")
                .asInt(-1);
    }

    /** How many points one member holds itself. */
    int countIn(String pod) throws IOException {
        var query = "/query?local=1&db=d&q=" + URLEncoder.encode("SELECT count(*) FROM m", StandardCharsets.UTF_8);
        var answer = send("pods/" + pod + ":8086", query, null);
        return new ObjectMapper()
                .readTree(answer)
                .at("/results/0/series/0/values/0/1")
                .asInt(-1);
    }

    /** Sends a request to a pod or a Service through the API server; a body makes it a POST. */
    String send(String to, String path, String body) throws IOException {
        var client = cluster.client();
        HttpRequest.Builder request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(client.getMasterUrl().toString().replaceFirst("/$", "") + "/api/v1/namespaces/"
                        + hyperbytes.namespace() + "/" + to + "/proxy" + path);
        if (body != null) {
            request.post("text/plain", body);
        }
        try {
            var answer = client.getHttpClient()
                    .sendAsync(request.build(), String.class)
                    .get(10, TimeUnit.SECONDS);
            if (!answer.isSuccessful()) {
                throw new IOException("HTTP " + answer.code() + " " + answer.body());
            }
            return answer.body();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Writes points one after the other, ten a second at most, each until it is accepted, and counts them. */
    final class Load implements AutoCloseable {
        private final AtomicInteger accepted = new AtomicInteger();
        private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();

        Load(String to) {
            writer.scheduleWithFixedDelay(() -> write(to), 0, 100, TimeUnit.MILLISECONDS);
        }

        private void write(String to) {
            try {
                send(to, "/write?db=d", "m,w=a v=1i " + (accepted.get() + 1));
                accepted.incrementAndGet();
            } catch (IOException e) {
                // The same point is written again: refused ones are not counted, and twice the same is one.
            }
        }

        int accepted() {
            return accepted.get();
        }

        /** Writes no more. */
        void end() {
            writer.close();
        }

        @Override
        public void close() {
            end();
        }
    }
}
