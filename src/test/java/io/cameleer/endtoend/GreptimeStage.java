package io.cameleer.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.cluster.Greptimes;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What the end-to-end tests of GreptimeDB share, beside the {@link Stage} of all: a namespace and a store for its pods. */
final class GreptimeStage {
    /** How long a machine that does four things at once may take. */
    static final Duration LATE = Duration.ofSeconds(300);

    private static GreptimeStage stage;

    private final TestCluster cluster;
    private final Greptimes greptimes;
    private final ObjectStore store;

    private GreptimeStage() throws IOException {
        cluster = Stage.get().cluster();
        greptimes = new Greptimes(cluster, SharedCluster.namespace(cluster, "greptime", true));
        store = ObjectStore.forPods(Project.work("greptime"));
        SharedCluster.alsoClose(store);
        credentials("minio-credentials", ObjectStore.SECRET_KEY);
    }

    /** The one of this JVM. */
    static synchronized GreptimeStage get() {
        if (stage == null) {
            try {
                stage = new GreptimeStage();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return stage;
    }

    TestCluster cluster() {
        return cluster;
    }

    Greptimes greptimes() {
        return greptimes;
    }

    /** A store that pods reach too. */
    ObjectStore store() {
        return store;
    }

    /** Makes a bucket. */
    void bucket(String name) {
        try (var s3 = store.client()) {
            s3.createBucket(request -> request.bucket(name));
        }
    }

    /** Makes or changes a Secret with the store's credentials as the API's document names them. */
    void credentials(String name, String key) {
        cluster.secret(
                greptimes.namespace(), name, Map.of("accessKeyId", ObjectStore.ACCESS_KEY, "secretAccessKey", key));
    }

    /** The same of a user of one's own. */
    void credentials(String name, String user, String key) {
        cluster.secret(greptimes.namespace(), name, Map.of("accessKeyId", user, "secretAccessKey", key));
    }

    /** A small cluster over a bucket, with one section of its own. */
    String spec(String bucket, String more) {
        var base = new TreeMap<>(Map.of(
                "storage",
                "storage: {backend: s3, bucket: %s, region: us-east-1, endpoint: '%s', secretRef: minio-credentials}"
                        .formatted(bucket, store.endpoint()),
                "frontend",
                "frontend: {replicas: 1}",
                "datanode",
                "datanode: {replicas: 1, localCache: {size: 1Gi}}",
                "meta",
                "meta: {replicas: 1}",
                "etcd",
                "etcd: {replicas: 1}",
                "image",
                "image: {tag: v0.17.0}"));
        if (!more.isEmpty()) {
            base.put(more.replaceFirst(":.*", ""), more);
        }
        return "{" + String.join(", ", base.values()) + "}";
    }

    /** Applies any manifest. */
    void apply(String manifest) {
        cluster.client()
                .load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
                .forceConflicts()
                .serverSideApply();
    }

    /** Deletes a pod. */
    void deletePod(String name) {
        cluster.client()
                .pods()
                .inNamespace(greptimes.namespace())
                .withName(name)
                .delete();
    }

    /** The pods of a role. */
    List<Pod> podsOf(String name, String role) {
        return cluster.client()
                .pods()
                .inNamespace(greptimes.namespace())
                .withLabels(Map.of("app.kubernetes.io/instance", name, "app.kubernetes.io/name", role))
                .list()
                .getItems();
    }

    /** All other pods with their restarts. */
    Map<String, Integer> podsExcept(String name, String role) {
        return cluster
                .client()
                .pods()
                .inNamespace(greptimes.namespace())
                .withLabel("app.kubernetes.io/instance", name)
                .list()
                .getItems()
                .stream()
                .filter(pod -> !role.equals(pod.getMetadata().getLabels().get("app.kubernetes.io/name")))
                .collect(Collectors.toMap(
                        pod -> pod.getMetadata().getUid(),
                        pod -> pod.getStatus().getContainerStatuses().getFirst().getRestartCount()));
    }

    /** The volume claims whose names begin so. */
    List<String> claims(String prefix) {
        return cluster.client().persistentVolumeClaims().inNamespace(greptimes.namespace()).list().getItems().stream()
                .map(claim -> claim.getMetadata().getName())
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /** What a frontend answers to a statement. */
    JsonNode sql(String name, String statement) throws IOException {
        var pod = podsOf(name, "frontend").stream()
                .map(HasMetadata::getMetadata)
                .findFirst()
                .orElseThrow()
                .getName();
        return new ObjectMapper()
                .readTree(cluster.client()
                        .raw(
                                "/api/v1/namespaces/%s/pods/%s:4000/proxy/v1/sql?sql=%s"
                                        .formatted(
                                                greptimes.namespace(),
                                                pod,
                                                URLEncoder.encode(statement, StandardCharsets.UTF_8)),
                                "GET",
                                null));
    }

    /** The rows of table t. */
    int count(String name) throws IOException {
        return sql(name, "SELECT count(*) FROM t")
                .at("/output/0/records/rows/0/0")
                .asInt();
    }

    /** Writes rows one after the other and counts those that were accepted. */
    final class Load {
        private final AtomicInteger accepted = new AtomicInteger();
        private final CompletableFuture<Void> writing;
        private volatile boolean on = true;

        Load(String name) {
            writing = CompletableFuture.runAsync(() -> {
                while (on) {
                    try {
                        var answer = sql(name, "INSERT INTO t VALUES (now(), 1)");
                        accepted.addAndGet(answer.at("/output/0/affectedrows").asInt());
                    } catch (IOException | KubernetesClientException e) {
                        // Refused rows are not counted; the database may be away for a moment.
                    }
                }
            });
        }

        int accepted() {
            return accepted.get();
        }

        void end() {
            on = false;
            writing.join();
        }
    }
}
