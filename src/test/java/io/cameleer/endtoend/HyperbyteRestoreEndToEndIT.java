package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.HyperbyteBackups;
import io.cameleer.cluster.HyperbyteRestores;
import io.cameleer.cluster.Hyperbytes;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import software.amazon.awssdk.core.sync.RequestBody;

/** HyperbytedbRestores: a backup's data in the place of those that are there, and in a cluster that has none. */
@BesideOthers(first = true)
@Order(1)
@ResourceLock(HyperbyteStage.OTHER_HALF)
class HyperbyteRestoreEndToEndIT {
    private static final String BUCKET = "hyperbyte-restores";

    private static HyperbyteStage stage;
    private static Hyperbytes hyperbytes;
    private static HyperbyteBackups backups;
    private static HyperbyteRestores restores;

    @BeforeAll
    static void start() {
        stage = HyperbyteStage.get();
        hyperbytes = stage.hyperbytes();
        backups = new HyperbyteBackups(stage.cluster(), hyperbytes.namespace());
        restores = new HyperbyteRestores(stage.cluster(), hyperbytes.namespace());
        stage.cluster()
                .secret(
                        hyperbytes.namespace(),
                        "bucket",
                        Map.of("access_key_id", ObjectStore.ACCESS_KEY, "secret_access_key", ObjectStore.SECRET_KEY));
        Stage.get().bucket(BUCKET);
    }

    private static String s3(String prefix) {
        return "{s3: {bucket: " + BUCKET + ", endpoint: '" + Stage.get().store().endpoint()
                + "', credentialsSecretName: bucket" + (prefix.isEmpty() ? "" : ", prefix: " + prefix) + "}}";
    }

    /** Writes points whose time stamps are given. */
    private static void write(String name, int from, int to) throws IOException {
        for (var i = from; i <= to; i++) {
            stage.send("services/" + name + ":8086", "/write?db=d", "m,w=a v=1i " + i);
        }
    }

    private static void backUp(String cluster, String name, String more) {
        backups.apply(name, "{clusterName: " + cluster + ", destination: " + s3("") + more + "}");
        backups.await(name, "Completed", Duration.ofSeconds(120));
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aBackupReplacesWhatIsThereInEveryMemberAndFillsAnotherCluster() throws IOException {
        hyperbytes.apply("back", HyperbyteStage.spec("replicas: 3"));
        hyperbytes.awaitHealthy("back", 3, HyperbyteStage.LATE);
        write("back", 1, 3);
        backUp("back", "early", "");
        write("back", 4, 5);
        backUp("back", "late", ", incremental: true");
        write("back", 6, 6);
        assertThat(stage.count("back")).isEqualTo(6);

        restores.apply("first", "{clusterName: back, backupName: early}");
        restores.await("first", "ScalingDown", Duration.ofSeconds(60));
        var done = restores.await("first", "Completed", HyperbyteStage.LATE).getStatus();
        assertThat(done.restoredPVCs()).isEqualTo(List.of("data-back-0"));
        hyperbytes.awaitHealthy("back", 3, HyperbyteStage.LATE);
        assertThat(stage.count("back")).isEqualTo(3);
        for (var pod : List.of("back-0", "back-1", "back-2")) {
            Waiting.until(pod + " to have them too", Duration.ofSeconds(60), () -> stage.countIn(pod) == 3);
        }
        restores.awaitEvent("first", "RestoreSucceeded");
        assertThat(stage.cluster().kubectl("get", "hyperbytedbrestore", "first", "--namespace", hyperbytes.namespace()))
                .containsPattern("NAME +CLUSTER +BACKUP +PHASE +AGE")
                .containsPattern("first +back +early +Completed");

        hyperbytes.apply("other", HyperbyteStage.spec("replicas: 1"));
        hyperbytes.awaitHealthy("other", 1, HyperbyteStage.LATE);
        restores.apply("second", "{clusterName: other, source: " + s3("back/late") + "}");
        restores.await("second", "Completed", HyperbyteStage.LATE);
        assertThat(stage.count("other")).isEqualTo(5);
        hyperbytes.patch("other", "{\"spec\":{\"replicas\":2}}");
        hyperbytes.awaitHealthy("other", 2, HyperbyteStage.LATE);
        assertThat(stage.countIn("other-1")).isEqualTo(5);
        hyperbytes.delete("other");
        hyperbytes.delete("back");
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aRestoreThatFailsLeavesTheClusterAsItWasAndSaysWhy() throws IOException {
        hyperbytes.apply("same", HyperbyteStage.spec("replicas: 2"));
        hyperbytes.awaitHealthy("same", 2, HyperbyteStage.LATE);
        write("same", 1, 2);
        backUp("same", "spoilt", "");
        write("same", 3, 3);
        try (var s3 = Stage.get().store().client()) {
            var key = backups.get("spoilt").getStatus().backup().key();
            var bytes = s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key))
                    .asByteArray();
            for (var i = 0; i < bytes.length; i++) {
                bytes[i] ^= 1;
            }
            s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
        }
        restores.apply("spoilt", "{clusterName: same, backupName: spoilt}");
        restores.awaitCondition("spoilt", "Restored", "False", "is corrupt in the store", HyperbyteStage.LATE);
        assertThat(restores.get("spoilt").getStatus().phase()).isEqualTo("Failed");
        hyperbytes.awaitHealthy("same", 2, HyperbyteStage.LATE);
        assertThat(stage.count("same")).isEqualTo(3);

        restores.apply("nobody", "{clusterName: nobody, backupName: spoilt}");
        restores.awaitCondition(
                "nobody",
                "Ready",
                "False",
                "spec.clusterName: there is no HyperbytedbCluster nobody",
                Duration.ofSeconds(30));
        restores.apply("nothing", "{clusterName: same, backupName: nothing}");
        restores.awaitCondition(
                "nothing",
                "Ready",
                "False",
                "spec.backupName: there is no HyperbytedbBackup nothing",
                Duration.ofSeconds(30));
        restores.apply("both", "{clusterName: same, backupName: spoilt, source: " + s3("a/b") + "}");
        restores.awaitCondition(
                "both", "Ready", "False", "spec.backupName: stands beside spec.source", Duration.ofSeconds(30));
        restores.apply("early", "{clusterName: same, backupName: spoilt, restoreTimestamp: '2020-01-01T00:00:00Z'}");
        restores.awaitCondition("early", "Restored", "False", "before 2020-01-01", HyperbyteStage.LATE);
        hyperbytes.awaitHealthy("same", 2, HyperbyteStage.LATE);
        hyperbytes.delete("same");
    }
}
