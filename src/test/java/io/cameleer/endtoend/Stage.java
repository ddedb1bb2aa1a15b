package io.cameleer.endtoend;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.backup.BackupStatus;
import io.cameleer.cluster.Azurite;
import io.cameleer.cluster.FakeGcs;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Ports;
import io.cameleer.cluster.Processes;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Tool;
import io.cameleer.cluster.TrustedTls;
import io.cameleer.cluster.Waiting;
import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.reconcile.StatusWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/** What the end-to-end tests share: a cluster with a real node, an object store, an operator and a namespace. */
public final class Stage {
    /** What a test locks that stops the operator, and one that needs it shares. */
    public static final String OPERATOR = "operator";

    /** A part of a spec that has the cluster scrape itself every second, so that samples are there at once. */
    public static final String FAST = "additionalScrapeConfigs: {inline: '- {job_name: fast, scrape_interval: 1s,"
            + " static_configs: [{targets: [\"localhost:9090\"]}]}'}";

    private static Equipment shared;

    private final Equipment equipment;
    private final TestCluster cluster;
    private final Prometheuses prometheuses;

    /** What all stages of a JVM share. */
    private static final class Equipment {
        private final TestCluster cluster = SharedCluster.get(TestCluster.Extent.REAL_NODE);
        private final Path work = Project.work("store");
        private final ObjectStore store = new ObjectStore(work);
        private Azurite azurite;
        private FakeGcs gcs;
        private OperatorProcess operator;

        Equipment() throws IOException {
            SharedCluster.alsoClose(store);
        }

        synchronized Azurite azurite() {
            if (azurite == null) {
                azurite = closed(() -> new Azurite(work));
            }
            return azurite;
        }

        synchronized FakeGcs gcs() {
            if (gcs == null) {
                gcs = closed(() -> new FakeGcs(work));
            }
            return gcs;
        }

        private static <T extends AutoCloseable> T closed(Callable<T> start) {
            try {
                var part = start.call();
                SharedCluster.alsoClose(part);
                return part;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Stage(Equipment equipment) {
        this.equipment = equipment;
        cluster = equipment.cluster;
        prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "stage", true));
    }

    /** A stage with a namespace of its own, so that nothing of another test or of a first try is there. */
    public static synchronized Stage get() {
        if (shared == null) {
            try {
                shared = new Equipment();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            SharedCluster.alsoClose(() -> shared.operator.close());
        }
        var stage = new Stage(shared);
        if (shared.operator == null || !shared.operator.alive()) {
            stage.operatorUp(); // a test that had ended it may have failed before it started another
        }
        return stage;
    }

    /** The cluster. */
    public TestCluster cluster() {
        return cluster;
    }

    /** The object store. */
    public ObjectStore store() {
        return equipment.store;
    }

    /** The clusters of the stage's namespace. */
    public Prometheuses prometheuses() {
        return prometheuses;
    }

    /** Starts the operator. */
    public void operatorUp() {
        operatorUp(Duration.ZERO);
    }

    /** Starts the operator with a clock that is ahead. */
    public void operatorUp(Duration ahead) {
        var settings = new HashMap<String, String>();
        settings.put("CAMELEER_CLOCK_SHIFT", ahead.toString());
        settings.put("CAMELEER_BACKUP_S3_ENDPOINT", equipment.store.endpoint());
        settings.put("AWS_ACCESS_KEY_ID", ObjectStore.ACCESS_KEY);
        settings.put("AWS_SECRET_ACCESS_KEY", ObjectStore.SECRET_KEY);
        settings.put("CAMELEER_BACKUP_CLOCK", "0/1 * * * * ?");
        settings.put("CAMELEER_BACKUP_PROGRESS", "250");
        settings.put("CAMELEER_BACKUP_JITTER", "0");
        settings.put("CAMELEER_FAILOVER_CLOCK", "0/2 * * * * ?");
        settings.put("CAMELEER_BACKUP_PARALLEL", "4");
        settings.put("CAMELEER_RESTORE_PARALLEL", "4");
        settings.put("CAMELEER_RESTORE_PAUSE", "3");
        settings.put("CAMELEER_RESTORE_RETRIES", "1");
        equipment.operator = OperatorProcess.start(cluster, settings);
    }

    /** Stops the operator as Kubernetes would. */
    public void operatorDown() {
        equipment.operator.close();
    }

    /** Ends the operator as a power cut would. */
    public void killOperator() {
        equipment.operator.kill();
    }

    /** The id of the operator's process. */
    public long operatorPid() {
        return equipment.operator.pid();
    }

    /** What the operator tells of itself to a Prometheus. */
    public String operatorMetrics() {
        return equipment.operator.management("/q/metrics");
    }

    /** What the operator logged. */
    public String operatorLog() {
        return equipment.operator.log();
    }

    /** Makes a bucket in each of the three stores. */
    public void bucketEverywhere(String name) {
        bucket(name);
        equipment.azurite().client().createBlobContainer(name);
        equipment.gcs().bucket(name);
    }

    /** What a backup section says of a kind of store, besides the bucket. */
    public String storeOf(String provider) {
        return switch (provider) {
            case "gcs" -> "provider: gcs, endpoint: '" + equipment.gcs().endpoint() + "'";
            case "azure" -> {
                secret("azure", Azurite.secret());
                yield "provider: azure, endpoint: '" + equipment.azurite().endpoint()
                        + "', credentialsSecretRef: {name: azure}";
            }
            default -> "provider: s3";
        };
    }

    /** Makes a bucket, or empties the one that a first try of the same test left. */
    public void bucket(String name) {
        try (var s3 = equipment.store.client()) {
            s3.createBucket(request -> request.bucket(name));
        } catch (BucketAlreadyOwnedByYouException e) {
            try (var s3 = equipment.store.client()) {
                s3.listObjectsV2Paginator(request -> request.bucket(name)).contents().stream()
                        .map(object -> object.key())
                        .toList()
                        .forEach(key ->
                                s3.deleteObject(request -> request.bucket(name).key(key)));
            }
        }
    }

    /** The keys of uploads that were neither finished nor aborted. */
    public List<String> uploadsInProgress(String bucket) {
        try (var s3 = equipment.store.client()) {
            return s3.listMultipartUploads(request -> request.bucket(bucket)).uploads().stream()
                    .map(upload -> upload.key())
                    .toList();
        }
    }

    /** Makes or changes a Secret in the stage's namespace. */
    public void secret(String name, Map<String, String> data) {
        cluster.secret(prometheuses.namespace(), name, data);
    }

    /** Asks for a backup over HTTP. */
    public HttpResponse<String> requestBackup(String name, String actor) {
        return equipment.operator.request(
                "POST",
                "/api/clusters/" + name + "/backup?namespace=" + prometheuses.namespace(),
                null,
                "X-Operator",
                actor);
    }

    /** Asks for a backup that nothing stands in the way of. */
    public void askForBackup(String name, String actor) {
        var answer = requestBackup(name, actor);
        if (answer.statusCode() != 202) {
            throw new IllegalStateException("a backup of " + name + " was not accepted: " + answer.body());
        }
    }

    /** Asks for a backup once the one before, whose end is told already, is tidied up after. */
    public void askForNextBackup(String name, String actor) {
        Waiting.until(
                "the operator to be done with the backup before",
                () -> requestBackup(name, actor).statusCode() == 202);
    }

    /** Deletes clusters and their volumes and waits until all of it is gone. */
    public void deleteWithVolumes(String... names) {
        for (var name : names) {
            prometheuses.delete(name);
        }
        for (var name : names) {
            Waiting.until(
                    "the pods of " + name + " to be gone", () -> pods(name).isEmpty());
            var claims = cluster.client()
                    .persistentVolumeClaims()
                    .inNamespace(prometheuses.namespace())
                    .withLabel("app.kubernetes.io/instance", name);
            claims.delete();
            Waiting.until(
                    "the volumes of " + name + " to be gone",
                    () -> claims.list().getItems().isEmpty());
        }
    }

    /** The names of a cluster's pods. */
    public List<String> pods(String name) {
        return cluster
                .client()
                .pods()
                .inNamespace(prometheuses.namespace())
                .withLabel("app.kubernetes.io/instance", name)
                .list()
                .getItems()
                .stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    /** The names of the pods that restores and verifications of clusters made. */
    public List<String> restorePods(String... names) {
        return cluster
                .client()
                .pods()
                .inNamespace(prometheuses.namespace())
                .withLabelIn("cameleer.io/restore", names)
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
                            .raw("/api/v1/namespaces/" + prometheuses.namespace() + "/pods/" + pod
                                    + ":9090/proxy/api/v1/query?time=" + until + "&query="
                                    + URLEncoder.encode("{__name__!=\"\"}[1h]", StandardCharsets.UTF_8)));
            var series = new ArrayList<String>();
            answer.path("data").path("result").forEach(one -> series.add(one.toString()));
            series.sort(String::compareTo);
            return series;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks for a backup and waits until this very one succeeded. */
    public BackupStatus backUp(String name, String actor) {
        var before = Optional.ofNullable(prometheuses.get(name).getStatus().backup())
                .map(BackupStatus::request)
                .orElse("");
        askForNextBackup(name, actor);
        Waiting.until("the backup of " + name + " that " + actor + " asked for", () -> {
            var backup = prometheuses.get(name).getStatus().backup();
            if (!"Succeeded".equals(backup.state()) || before.equals(backup.request())) {
                throw new IllegalStateException("it is " + backup);
            }
            return true;
        });
        return prometheuses.get(name).getStatus().backup();
    }

    /** Changes fields of a status. */
    public void patchStatus(PrometheusCluster object, Map<String, ?> fields) {
        new StatusWriter(cluster.client(), () -> true).set(object, fields);
    }

    /** Ends a pod at once. */
    public void deletePod(String pod) {
        cluster.client()
                .pods()
                .inNamespace(prometheuses.namespace())
                .withName(pod)
                .withGracePeriod(0)
                .delete();
    }

    /** Waits until an upload has sent something. */
    public void awaitBytes(String name) {
        Waiting.until("the upload of " + name + " to be under way", () -> {
            var backup = prometheuses.get(name).getStatus().backup();
            return backup.state().equals("Running") && backup.bytes() != null && backup.bytes() > 0;
        });
    }

    /** Asks a server at an address, whose certificate is for a name, as the administrator. */
    public String overTls(String namespace, String secret, String address, String name, String path) {
        try {
            var connection = (HttpsURLConnection)
                    URI.create("https://" + address + path).toURL().openConnection();
            connection.setSSLSocketFactory(
                    TrustedTls.of(cluster.client(), namespace, secret).getSocketFactory());
            connection.setHostnameVerifier((host, session) -> isFor(session, name));
            connection.setRequestProperty("Authorization", "Bearer " + cluster.token());
            try (var answer = connection.getInputStream()) {
                return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isFor(SSLSession session, String name) {
        try {
            return ((X509Certificate) session.getPeerCertificates()[0])
                    .getSubjectAlternativeNames().stream().anyMatch(one -> one.contains(name));
        } catch (GeneralSecurityException | SSLPeerUnverifiedException e) {
            return false;
        }
    }

    /** The answer of a pod's Prometheus to a query, as JSON. */
    public String query(String pod, String query) {
        return cluster.client()
                .raw("/api/v1/namespaces/" + prometheuses.namespace() + "/pods/" + pod
                        + ":9090/proxy/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }

    /** Turns what a pod's Prometheus has in memory into a block beside it, as it does itself every two hours. */
    public void finishBlock(String pod) {
        awaitSeries(pod);
        snapshot(pod);
        exec(pod, "sh", "-c", "cd /prometheus/snapshots/*/ && mv 01* /prometheus/ && rm -rf /prometheus/snapshots/*");
    }

    private void snapshot(String pod) {
        cluster.client()
                .raw(
                        "/api/v1/namespaces/" + prometheuses.namespace() + "/pods/" + pod
                                + ":9090/proxy/api/v1/admin/tsdb/snapshot",
                        "POST",
                        null);
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
    public void inflate(String cluster, String pod, int mebibytes) {
        awaitSeries(pod);
        snapshot(pod);
        exec(
                pod,
                "sh",
                "-c",
                "cd /prometheus/snapshots/*/ && for b in 01*; do printf '\\205\\275\\100\\335\\001\\000\\000\\000' > $b/chunks/000900 && dd if=/dev/zero of=$b/chunks/000900 bs=1048576 count=0 seek="
                        + mebibytes + " 2>/dev/null && mv $b /prometheus/; done; rm -rf /prometheus/snapshots/*");
        var uid = podUid(pod);
        deletePod(pod);
        Waiting.until(pod + " to be made anew", () -> !uid.equals(podUid(pod)));
        Waiting.until(
                cluster + " to be ready again",
                () -> prometheuses.get(cluster).getStatus().readyReplicas() == 1
                        && prometheuses.get(cluster).getStatus().phase().equals("Active"));
        awaitSeries(pod);
    }

    /** The identity of a pod: it changes when the pod is made anew. */
    public String podUid(String pod) {
        return cluster.client()
                .pods()
                .inNamespace(prometheuses.namespace())
                .withName(pod)
                .get()
                .getMetadata()
                .getUid();
    }

    /** Starts a Prometheus over a folder of data and asks it for a series of the last two hours. */
    public String queryOf(Path data, String series) throws IOException {
        var port = Ports.free();
        var config = Files.writeString(Project.workFile("prometheus", ".yml"), "global: {}\n");
        try (var server = Processes.start(
                "restored",
                data.resolveSibling("restored.log"),
                Map.of(),
                List.of(
                        Tool.PROMETHEUS_2.path().toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + data,
                        "--storage.tsdb.retention.time=10y",
                        "--web.listen-address=127.0.0.1:" + port))) {
            var uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                    + URLEncoder.encode("last_over_time(" + series + "[2h])", StandardCharsets.UTF_8));
            var answer = new StringBuilder();
            Waiting.until("the restored Prometheus to answer (" + server.log() + ")", () -> {
                answer.setLength(0);
                answer.append(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                        .body());
                return answer.toString().contains("\"status\":\"success\"");
            });
            return answer.toString();
        }
    }
}
