package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cameleer.cluster.Azurite;
import io.cameleer.cluster.HyperbyteBackups;
import io.cameleer.cluster.Hyperbytes;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** HyperbytedbBackups: what the database's own command writes reaches a bucket, once and by a schedule. */
@BesideOthers(first = true)
@Order(1)
@ResourceLock(HyperbyteStage.MACHINE)
class HyperbyteBackupEndToEndIT {
    private static HyperbyteStage stage;
    private static Hyperbytes hyperbytes;
    private static HyperbyteBackups backups;

    @BeforeAll
    static void start() throws IOException {
        stage = HyperbyteStage.get();
        hyperbytes = stage.hyperbytes();
        backups = new HyperbyteBackups(stage.cluster(), hyperbytes.namespace());
        stage.cluster()
                .secret(
                        hyperbytes.namespace(),
                        "bucket",
                        Map.of("access_key_id", ObjectStore.ACCESS_KEY, "secret_access_key", ObjectStore.SECRET_KEY));
        Stage.get().bucketEverywhere("hyperbyte");
        hyperbytes.apply("kept", HyperbyteStage.spec("replicas: 3"));
        hyperbytes.awaitHealthy("kept", 3, HyperbyteStage.LATE);
        stage.send("services/kept:8086", "/write?db=d", "m,w=a v=1i 1\nm,w=a v=2i 2");
        awaitFiles(1);
    }

    @AfterAll
    static void stop() {
        hyperbytes.delete("kept");
    }

    private static void awaitFiles(int count) {
        hyperbytes.annotate("kept", "files", "" + count);
        hyperbytes.await(
                "kept", "to have " + count + " files", Duration.ofSeconds(90), status -> status.members().stream()
                        .allMatch(member -> member.parquetFiles() >= count));
    }

    private static String s3(String more) {
        return "{clusterName: kept, destination: {s3: {bucket: hyperbyte, endpoint: '"
                + Stage.get().store().endpoint() + "', credentialsSecretName: bucket, prefix: team}}" + more + "}";
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aBackupWithoutAScheduleIsTakenOnceInWholeOrOnlyWhatIsNew() throws IOException {
        backups.apply("whole", s3(""));
        var whole = backups.await("whole", "Completed", Duration.ofSeconds(120)).getStatus();
        assertThat(whole.backupPath()).matches("s3://hyperbyte/team/kept/whole/\\d{8}T\\d{6}Z\\.tar");
        assertThat(whole.backupSize()).matches("[0-9.]+ (B|KiB)");
        assertThat(whole.startTime()).isNotBlank();
        assertThat(whole.completionTime()).isNotBlank();
        assertThat(stage.cluster().kubectl("get", "hyperbytedbbackup", "whole", "--namespace", hyperbytes.namespace()))
                .containsPattern("NAME +CLUSTER +SCHEDULE +PHASE +SIZE +AGE")
                .containsPattern("whole +kept +Completed +[0-9.]+ (B|KiB)");
        var snapshot = manifest(whole.backup().key()).path("snapshot").asText();
        assertThat(snapshot)
                .as("one of its own, as other objects may back up this pod at the same second")
                .endsWith(backups.get("whole").getMetadata().getUid().substring(0, 8));
        Waiting.until("the snapshot to be removed", Duration.ofSeconds(30), () -> !inPod(
                        "kept-2", "ls /var/lib/hyperbytedb/backups")
                .contains(snapshot));

        backups.apply("parts", s3(", incremental: true"));
        var first = backups.await("parts", "Completed", Duration.ofSeconds(120))
                .getStatus()
                .backup();
        assertThat(first.uploadedBytes()).isEqualTo(first.bytes());
        stage.send("services/kept:8086", "/write?db=d", "m,w=a v=3i 3");
        awaitFiles(2);
        backups.annotate("parts", "cameleer.io/backup-requested", "again alice");
        Waiting.until("a second backup", Duration.ofSeconds(120), () -> {
            var next = backups.get("parts").getStatus();
            return "Succeeded".equals(next.backup().state())
                    && "again alice".equals(next.backup().request());
        });
        var keys = keys("team/kept/parts/.blocks/data/d/m/autogen/");
        assertThat(keys).as("Parquet files, each once").hasSize(2);
        backups.awaitEvent("parts", "BackupSucceeded: team/kept/parts/");
        backups.delete("whole");
        backups.delete("parts");
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aScheduleIsKeptAndBackupsOlderThanTheirDaysGo() throws IOException {
        backups.apply("nightly", s3(", schedule: '* * * * *', retentionDays: 2"));
        var first =
                backups.await("nightly", "Completed", Duration.ofSeconds(150)).getStatus();
        assertThat(first.backup().trigger()).isEqualTo("schedule");
        plant("team/kept/nightly/", first.backup().key(), "20200101T000000Z");
        Waiting.until("the old backup to go", Duration.ofSeconds(150), () -> keys("team/kept/nightly/").stream()
                .noneMatch(key -> key.contains("20200101")));
        Waiting.until(
                "its time to be told",
                Duration.ofSeconds(30),
                () -> backups.get("nightly").getStatus().lastCleanupTime() != null);
        backups.awaitEvent("nightly", "BackupsRemoved: Removed 20200101T000000Z");
        backups.awaitCondition("nightly", "BackupsRetained", "True", "backups are kept", Duration.ofSeconds(60));
        backups.delete("nightly");
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void otherStoresTakeItTooAndWhatIsWrongIsNamed() {
        stage.cluster().secret(hyperbytes.namespace(), "azure", Azurite.secret());
        for (var provider : List.of("gcs", "azure")) {
            var store = Stage.get().storeOf(provider);
            var endpoint = store.replaceAll(".*endpoint: ('[^']*').*", "$1");
            backups.apply(
                    provider,
                    "{clusterName: kept, destination: {%s: {bucket: hyperbyte, endpoint: %s%s}}}"
                            .formatted(
                                    provider,
                                    endpoint,
                                    provider.equals("azure") ? ", credentialsSecretName: azure" : ""));
        }
        for (var provider : List.of("gcs", "azure")) {
            var status = backups.await(provider, "Completed", Duration.ofSeconds(120))
                    .getStatus();
            assertThat(status.backupPath()).startsWith(provider + "://hyperbyte/kept/" + provider + "/");
        }

        backups.apply("none", s3("").replace("clusterName: kept", "clusterName: nobody"));
        backups.awaitCondition(
                "none",
                "Ready",
                "False",
                "spec.clusterName: there is no HyperbytedbCluster nobody",
                Duration.ofSeconds(30));
        backups.apply("when", s3(", schedule: at noon"));
        backups.awaitCondition("when", "Ready", "False", "spec.schedule: ", Duration.ofSeconds(30));
        backups.apply("some", s3(", databases: [d]"));
        backups.awaitCondition("some", "Ready", "False", "spec.databases: names d", Duration.ofSeconds(30));
        backups.apply("secret", s3("").replace("credentialsSecretName: bucket", "credentialsSecretName: absent"));
        backups.awaitCondition(
                "secret",
                "BackupSucceeded",
                "False",
                "spec.destination.s3.credentialsSecretName: there is no Secret absent; create it with the keys access_key_id and secret_access_key",
                Duration.ofSeconds(120));
        assertThat(backups.get("secret").getStatus().phase()).isEqualTo("Failed");
        for (var name : List.of("gcs", "azure", "none", "when", "some", "secret")) {
            backups.delete(name);
        }
    }

    private static List<String> keys(String prefix) {
        try (var s3 = Stage.get().store().client()) {
            return s3.listObjectsV2(request -> request.bucket("hyperbyte").prefix(prefix)).contents().stream()
                    .map(object -> object.key())
                    .toList();
        }
    }

    /** The manifest of an archive. */
    private static ObjectNode manifest(String key) throws IOException {
        try (var s3 = Stage.get().store().client()) {
            return (ObjectNode) new ObjectMapper()
                    .readTree(s3.getObjectAsBytes(request ->
                                    request.bucket("hyperbyte").key(key.replaceFirst("([^/]+)\\.tar$", ".$1.json")))
                            .asByteArray());
        }
    }

    /** A backup of the same owner from long ago. */
    private static void plant(String folder, String key, String stamp) throws IOException {
        var manifest = manifest(key).put("time", "2020-01-01T00:00:00Z").put("key", folder + stamp + ".tar");
        try (S3Client s3 = Stage.get().store().client()) {
            s3.copyObject(request -> request.sourceBucket("hyperbyte")
                    .sourceKey(key)
                    .destinationBucket("hyperbyte")
                    .destinationKey(folder + stamp + ".tar"));
            s3.putObject(
                    request -> request.bucket("hyperbyte").key(folder + "." + stamp + ".json"),
                    RequestBody.fromString(manifest.toString()));
        }
    }

    private static String inPod(String pod, String script) {
        return stage.cluster().kubectl("exec", "--namespace", hyperbytes.namespace(), pod, "--", "sh", "-c", script);
    }
}
