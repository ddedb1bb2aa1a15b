package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.backup.BackupException;
import io.cameleer.backup.PodShell;
import io.cameleer.cluster.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import software.amazon.awssdk.services.s3.S3Client;

/** Backups of real Prometheus pods into a real object store, and what may go wrong on the way. */
@Tag("full")
@BesideOthers
class BackupEndToEndIT extends OnStage {
    @TempDir
    private Path folder;

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void fault1And10ABackupAskedForOverHttpIsTakenFromThePodThatMadeTheSnapshotAndStartsAPrometheus() throws Exception {
        stage.bucket("archives");
        prometheuses.apply("saved", "{replicas: 2, backup: {enabled: true, bucket: archives, prefix: /team/}}");
        prometheuses.await("saved", "Active");
        stage.pods().awaitSeries("saved-0");
        stage.pods().awaitSeries("saved-1");

        var answer = stage.requestBackup("saved", "alice");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(stage.requestBackup("saved", "bob").statusCode()).isEqualTo(409);
        var status = prometheuses.awaitBackup("saved", "Succeeded").getStatus();

        assertThat(status.backup().key()).matches("team/saved/\\d{8}T\\d{6}Z\\.tar");
        assertThat(status.backup().actor())
                .isEqualTo("system:serviceaccount:default:administrator (X-Operator: alice)");
        assertThat(status.lastBackupTime()).isNotBlank();
        prometheuses.awaitEvent("saved", "BackupSucceeded: team/saved/");
        assertThat(stage.pods().exec("saved-1", "ls", "/prometheus/snapshots")).isBlank();
        try (var s3 = stage.store().client()) {
            var manifest = new ObjectMapper()
                    .readTree(s3.getObjectAsBytes(request -> request.bucket("archives")
                                    .key(status.backup().key().replaceFirst("([^/]+)\\.tar$", ".$1.json")))
                            .asByteArray());
            assertThat(manifest.path("pod").asText()).isEqualTo("saved-1");
            var digest = MessageDigest.getInstance("SHA-256");
            unpack(s3, "archives", status.backup().key(), digest);
            assertThat(HexFormat.of().formatHex(digest.digest()))
                    .isEqualTo(manifest.path("sha256").asText())
                    .isEqualTo(status.backup().sha256());
            assertThat(manifest.path("bytes").asLong())
                    .isEqualTo(status.backup().bytes());
        }
        assertThat(RestoredFolder.query(folder.resolve(folder.toFile().list()[0]), "up{job=\"prometheus\"}"))
                .as("the restored Prometheus")
                .contains("\"job\":\"prometheus\"");
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ_WRITE)
    void fault6AScheduleMissedWhileNobodyLedIsMadeUpOnce() {
        stage.bucket("missed");
        prometheuses.apply("missed", "{backup: {enabled: true, bucket: missed, schedule: '@yearly'}}");
        prometheuses.await("missed", "Active");
        stage.operatorDown();
        stage.operatorUp(Duration.ofDays(3 * 366)); // in which three such times pass
        try {
            var status = prometheuses.awaitBackup("missed", "Succeeded").getStatus();
            assertThat(status.backup().trigger()).isEqualTo("schedule");
            assertThat(status.lastDataTime())
                    .isEqualTo(status.lastScheduleTime())
                    .isEqualTo(status.backup().time());
        } finally {
            stage.operatorDown();
            stage.operatorUp();
        }
        assertThat(backups("missed")).hasSize(1);
    }

    private List<String> backups(String bucket) {
        try (var s3 = stage.store().client()) {
            return s3.listObjectsV2(request -> request.bucket(bucket)).contents().stream()
                    .map(object -> object.key())
                    .filter(key -> key.endsWith(".tar"))
                    .toList();
        }
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void fault2And5TheClustersOwnCredentialsAndEndpointAreUsedAndAFailureLeavesNothingBehind() {
        stage.bucket("refusing");
        stage.secret("wrong-key", Map.of("AWS_ACCESS_KEY_ID", "nobody", "AWS_SECRET_ACCESS_KEY", "top-secret-text"));
        failing("no-bucket", "{enabled: true, bucket: nowhere}", "spec.backup.bucket: there is no bucket nowhere");
        failing(
                "no-secret",
                "{enabled: true, bucket: refusing, credentialsSecretRef: {name: absent}}",
                "spec.backup.credentialsSecretRef.name: there is no Secret absent");
        failing(
                "bad-key",
                "{enabled: true, bucket: refusing, credentialsSecretRef: {name: wrong-key}}",
                "refuses these credentials for bucket refusing");
        failing(
                "no-store",
                "{enabled: true, bucket: refusing, endpoint: 'http://127.0.0.1:9', credentialsSecretRef: {name: wrong-key}}",
                "http://127.0.0.1:9 cannot be reached");
        assertThat(stage.operatorLog()).doesNotContain("top-secret-text");

        stage.secret("wrong-key", ObjectStore.secret());
        assertThat(stage.requestBackup("bad-key", "carol").statusCode()).isEqualTo(202);
        prometheuses.awaitBackup("bad-key", "Succeeded");
        prometheuses.awaitCondition("bad-key", "BackupSucceeded", "True", "was stored");
    }

    private void failing(String name, String backup, String words) {
        prometheuses.apply(name, "{backup: " + backup + "}");
        prometheuses.await(name, "Active");
        assertThat(stage.requestBackup(name, "carol").statusCode()).isEqualTo(202);
        var status = prometheuses.awaitBackup(name, "Failed").getStatus();
        assertThat(status.backup().message()).contains(words);
        prometheuses.awaitCondition(name, "BackupSucceeded", "False", words);
        prometheuses.awaitEvent(name, words);
        assertThat(stage.pods().exec(name + "-0", "sh", "-c", "ls /prometheus/snapshots 2>/dev/null || true"))
                .isBlank();
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aPodThatFallsSilentCountsAsLostWhetherItSendsOrTakes() throws IOException {
        prometheuses.apply("silent", "{}");
        prometheuses.await("silent", "Active");
        var shell = new PodShell(
                stage.cluster().client(), prometheuses.namespace(), "silent-0", "prometheus", Duration.ofSeconds(8));

        var sending = assertThrows(
                BackupException.class,
                () -> shell.read(InputStream::readAllBytes, "sh", "-c", "echo first; sleep 300"));
        var taking = assertThrows(
                BackupException.class,
                () -> shell.feed(Duration.ofSeconds(60), new ByteArrayInputStream(new byte[64 << 20]), "sleep", "300"));

        var words = "the connection to pod silent-0 broke: nothing came or went for 8 s";
        assertThat(sending).hasMessage(words);
        assertThat(taking).hasMessage(words);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aFullDiskOnThePodIsReported() {
        stage.bucket("full");
        prometheuses.apply(
                "full",
                "{" + Stage.FAST
                        + ", storage: {size: 768Mi, storageClassName: tiny}, backup: {enabled: true, bucket: full}}");
        prometheuses.await("full", "Active");
        stage.pods().awaitSeries("full-0");
        stage.pods()
                .exec(
                        "full-0",
                        "sh",
                        "-c",
                        "dd if=/dev/zero of=/prometheus/filler bs=64k count=12288 2>/dev/null; true");
        stage.askForNextBackup("full", "dave");
        var status = prometheuses.awaitBackup("full", "Failed").getStatus();
        assertThat(status.backup().message()).contains("no space left on device");
        assertThat(stage.pods().exec("full-0", "ls", "/prometheus/snapshots"))
                .as("what the failed snapshots left")
                .isBlank();

        stage.pods().exec("full-0", "rm", "/prometheus/filler");
        stage.askForNextBackup("full", "dave");
        prometheuses.awaitBackup("full", "Succeeded");
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ_WRITE)
    void eightTimesTheHeapStreamsAndSurvivesKillsOfPodAndOperatorAndAFileThatVanishes() throws IOException {
        stage.bucket("large");
        prometheuses.apply("large", "{" + Stage.FAST + ", backup: {enabled: true, bucket: large}}");
        prometheuses.await("large", "Active");
        stage.pods().inflate("large", "large-0", 1024);

        stage.askForNextBackup("large", "erin");
        stage.awaitBytes("large");
        stage.pods().delete("large-0");
        var retried = prometheuses.awaitBackup("large", "Succeeded").getStatus().backup();
        assertThat(retried.bytes()).isGreaterThan(1L << 30);
        assertThat(stage.uploadsInProgress("large")).isEmpty();

        stage.askForNextBackup("large", "gina");
        stage.awaitBytes("large");
        stage.pods().exec("large-0", "sh", "-c", "rm -rf /prometheus/snapshots/*");
        prometheuses.awaitBackup("large", "Succeeded");
        assertThat(stage.operatorLog()).contains("tar in pod large-0 ended with 1");

        stage.askForNextBackup("large", "hugo");
        stage.awaitBytes("large");
        // As a successor would that believes this process dead.
        stage.patchStatus(prometheuses.get("large"), Map.of("backup", Map.of("startTime", "2020-01-01T00:00:00Z")));
        prometheuses.awaitBackup("large", "Succeeded");
        assertThat(stage.operatorLog()).contains("large is not wanted any more, or another process goes on with it");

        stage.askForNextBackup("large", "frank");
        stage.awaitBytes("large");
        var key = prometheuses.get("large").getStatus().backup().key();
        stage.killOperator();
        stage.operatorUp();
        var resumed = prometheuses.awaitBackup("large", "Succeeded").getStatus().backup();
        assertThat(resumed.key()).as("the same backup, not another").isEqualTo(key);
        assertThat(resumed.bytes()).isGreaterThan(1L << 30);
        assertThat(stage.uploadsInProgress("large")).isEmpty();
        assertThat(stage.pods().exec("large-0", "ls", "/prometheus/snapshots")).isBlank();
        try (var s3 = stage.store().client()) {
            assertThat(s3.headObject(request -> request.bucket("large").key(key))
                            .contentLength())
                    .isEqualTo(resumed.bytes());
        }
        assertThat(stage.operatorLog()).doesNotContain("OutOfMemoryError");
    }

    private void unpack(S3Client s3, String bucket, String key, MessageDigest digest) throws IOException {
        try (var object = s3.getObject(request -> request.bucket(bucket).key(key));
                var digesting = new DigestInputStream(object, digest);
                var tar = new TarArchiveInputStream(digesting)) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var path = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(tar, path);
                }
            }
            digesting.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }
}
