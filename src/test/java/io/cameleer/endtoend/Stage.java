package io.cameleer.endtoend;

import io.cameleer.backup.BackupStatus;
import io.cameleer.cluster.Azurite;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.reconcile.StatusWriter;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/** What the end-to-end tests share: a cluster with a real node, an object store, an operator and a namespace. */
public final class Stage {
    /** What a test locks that stops the operator, and one that needs it shares. */
    public static final String OPERATOR = "operator";

    /** A part of a spec that has the cluster scrape itself every second, so that samples are there at once. */
    public static final String FAST = "additionalScrapeConfigs: {inline: '- {job_name: fast, scrape_interval: 1s,"
            + " static_configs: [{targets: [\"localhost:9090\"]}]}'}";

    private static StageEquipment shared;

    private final StageEquipment equipment;
    private final TestCluster cluster;
    private final Prometheuses prometheuses;
    private final PrometheusPods pods;

    private Stage(StageEquipment equipment) {
        this.equipment = equipment;
        cluster = equipment.cluster;
        prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "stage", true));
        pods = new PrometheusPods(cluster, prometheuses);
    }

    /** A stage with a namespace of its own, so that nothing of another test or of a first try is there. */
    public static synchronized Stage get() {
        if (shared == null) {
            try {
                shared = new StageEquipment();
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

    /** The pods of those clusters. */
    public PrometheusPods pods() {
        return pods;
    }

    /** Starts the operator. */
    public void operatorUp() {
        operatorUp(Map.of());
    }

    /** Starts the operator with a clock that is ahead. */
    public void operatorUp(Duration ahead) {
        operatorUp(Map.of("CAMELEER_CLOCK_SHIFT", ahead.toString()));
    }

    /** Starts the operator with settings of its own. */
    public void operatorUp(Map<String, String> more) {
        var settings = new HashMap<>(equipment.store.settings());
        settings.put("CAMELEER_BACKUP_CLOCK", "0/1 * * * * ?");
        settings.put("CAMELEER_BACKUP_PROGRESS", "250");
        settings.put("CAMELEER_BACKUP_JITTER", "0");
        settings.put("CAMELEER_FAILOVER_CLOCK", "0/2 * * * * ?");
        settings.put("CAMELEER_BACKUP_PARALLEL", "4");
        settings.put("CAMELEER_RESTORE_PARALLEL", "4");
        settings.put("CAMELEER_RESTORE_PAUSE", "3");
        settings.put("CAMELEER_RESTORE_RETRIES", "1");
        settings.putAll(more);
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
                    "the pods of " + name + " to be gone", () -> pods.of(name).isEmpty());
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

    /** Waits until an upload has sent something. */
    public void awaitBytes(String name) {
        Waiting.until("the upload of " + name + " to be under way", () -> {
            var backup = prometheuses.get(name).getStatus().backup();
            return backup.state().equals("Running") && backup.bytes() != null && backup.bytes() > 0;
        });
    }
}
