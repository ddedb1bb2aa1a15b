package io.cameleer.endtoend;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** The pods of a namespace's PrometheusClusters, and what the Prometheuses in them hold. */
public final class PrometheusPods {
    private final TestCluster cluster;
    private final Prometheuses prometheuses;

    PrometheusPods(TestCluster cluster, Prometheuses prometheuses) {
        this.cluster = cluster;
        this.prometheuses = prometheuses;
    }

    /** The names of a cluster's pods. */
    public List<String> of(String name) {
        return labelled("app.kubernetes.io/instance", name);
    }

    /** The names of the pods that restores and verifications of clusters made. */
    public List<String> ofRestores(String... names) {
        return labelled("cameleer.io/restore", names);
    }

    private List<String> labelled(String key, String... values) {
        return cluster
                .client()
                .pods()
                .inNamespace(prometheuses.namespace())
                .withLabelIn(key, values)
                .list()
                .getItems()
                .stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    /** All samples of an hour up to a time that a pod's Prometheus knows, in the order of their series' names. */
    public List<String> samples(String pod, double until) {
        try {
            var answer = new ObjectMapper()
                    .readTree(cluster.client()
                            .raw(api(pod) + "/query?time=" + until + "&query=" + encoded("{__name__!=\"\"}[1h]")));
            var series = new ArrayList<String>();
            answer.path("data").path("result").forEach(one -> series.add(one.toString()));
            series.sort(String::compareTo);
            return series;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends a pod at once. */
    public void delete(String pod) {
        cluster.client()
                .pods()
                .inNamespace(prometheuses.namespace())
                .withName(pod)
                .withGracePeriod(0)
                .delete();
    }

    /** The answer of a pod's Prometheus to a query, as JSON. */
    public String query(String pod, String query) {
        return cluster.client().raw(api(pod) + "/query?query=" + encoded(query));
    }

    /** Turns what a pod's Prometheus has in memory into a block beside it, as it does itself every two hours. */
    public void finishBlock(String pod) {
        awaitSeries(pod);
        snapshot(pod);
        exec(pod, "sh", "-c", "cd /prometheus/snapshots/*/ && mv 01* /prometheus/ && rm -rf /prometheus/snapshots/*");
    }

    private void snapshot(String pod) {
        cluster.client().raw(api(pod) + "/admin/tsdb/snapshot", "POST", null);
    }

    private String api(String pod) {
        return "/api/v1/namespaces/" + prometheuses.namespace() + "/pods/" + pod + ":9090/proxy/api/v1";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Waits until a pod's Prometheus has scraped itself. */
    public void awaitSeries(String pod) {
        Waiting.until(pod + " to have series", () -> query(pod, "up").contains("\"value\""));
    }

    /** Runs a command in a pod's Prometheus container and returns what it printed. */
    public String exec(String pod, String... command) {
        var output = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        try (var exec = cluster.client()
                .pods()
                .inNamespace(prometheuses.namespace())
                .withName(pod)
                .inContainer("prometheus")
                .writingOutput(output)
                .writingError(errors)
                .exec(command)) {
            Waiting.until("the end of " + List.of(command) + " in " + pod, () -> exec.exitCode()
                    .isDone());
            var code = exec.exitCode().get();
            if (code != 0) {
                throw new IllegalStateException(List.of(command) + " ended with " + code + ": " + errors);
            }
            return output.toString(StandardCharsets.UTF_8);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Makes the snapshots of a pod large: a block of its own data gets a sparse chunk file, which takes no space on this
     * machine and is sent in full.
     */
    public void inflate(String name, String pod, int mebibytes) {
        awaitSeries(pod);
        snapshot(pod);
        exec(
                pod,
                "sh",
                "-c",
                "cd /prometheus/snapshots/*/ && for b in 01*; do printf '\\205\\275\\100\\335\\001\\000\\000\\000' > $b/chunks/000900 && dd if=/dev/zero of=$b/chunks/000900 bs=1048576 count=0 seek="
                        + mebibytes + " 2>/dev/null && mv $b /prometheus/; done; rm -rf /prometheus/snapshots/*");
        var uid = uid(pod);
        delete(pod);
        Waiting.until(pod + " to be made anew", () -> !uid.equals(uid(pod)));
        Waiting.until(
                name + " to be ready again",
                () -> prometheuses.get(name).getStatus().readyReplicas() == 1
                        && prometheuses.get(name).getStatus().phase().equals("Active"));
        awaitSeries(pod);
    }

    /** The identity of a pod: it changes when the pod is made anew. */
    public String uid(String pod) {
        return cluster.client()
                .pods()
                .inNamespace(prometheuses.namespace())
                .withName(pod)
                .get()
                .getMetadata()
                .getUid();
    }
}
