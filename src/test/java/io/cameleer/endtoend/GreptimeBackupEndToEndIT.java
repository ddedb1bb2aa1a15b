package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.backup.BackupStatus;
import io.cameleer.backup.restore.RestoreStatus;
import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.cluster.Greptimes;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.Waiting;
import io.cameleer.greptimedb.GreptimeStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Backups of GreptimeDB: a real etcd's snapshot, statements and rows by the stand-in's COPY DATABASE, a real MinIO. */
@BesideOthers
@ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
class GreptimeBackupEndToEndIT {
    private static GreptimeStage stage;
    private static Greptimes greptimes;

    @BeforeAll
    static void start() {
        stage = GreptimeStage.get();
        greptimes = stage.greptimes();
        Stage.get()
                .cluster()
                .secret(
                        greptimes.namespace(),
                        "backup-credentials",
                        Map.of(
                                "AWS_ACCESS_KEY_ID",
                                ObjectStore.ACCESS_KEY,
                                "AWS_SECRET_ACCESS_KEY",
                                ObjectStore.SECRET_KEY));
    }

    @Test
    void aBackupHoldsEtcdAndEveryTableAndFillsANewClusterAndAnOldOneOnlyWhenAPersonAllowsIt() throws IOException {
        stage.bucket("source");
        stage.bucket("greptime-backups");
        greptimes.apply("source", stage.spec("source", "backup: " + section("")));
        greptimes.await("source", "Running", GreptimeStage.LATE);
        stage.sql("source", "CREATE TABLE t (ts TIMESTAMP TIME INDEX, v INT64)");
        stage.sql("source", "CREATE TABLE \"http:requests\" (ts TIMESTAMP TIME INDEX, v INT64)");
        stage.sql("source", "INSERT INTO t VALUES (now(), 1), (now(), 2), (now(), 3)");

        greptimes.annotate("source", "cameleer.io/backup-requested", "first alice");
        var first = awaitBackup("source", "Succeeded");

        assertThat(first.key()).matches("team/source/\\.\\d{8}T\\d{6}Z\\.json");
        assertThat(first.actor()).isEqualTo("alice");
        var folder = first.key().replace(".json", "/");
        assertThat(keys())
                .contains(
                        first.key(),
                        folder + "etcd.db",
                        folder + "tables.json",
                        folder + "data/public/t.parquet",
                        folder + "data/public/http:requests.parquet")
                .noneMatch(key -> key.endsWith(".pending"));
        var manifest = new ObjectMapper().readTree(read(first.key()));
        assertThat(manifest.path("kind").asText()).isEqualTo("GreptimeDBCluster");
        assertThat(manifest.path("bytes").asLong()).isEqualTo(first.bytes()).isPositive();
        greptimes.awaitEvent("source", "BackupSucceeded: " + first.key());
        assertThat(Stage.get().operatorMetrics()).contains("cluster=\"source\"");

        restoreIntoANewCluster();
        restoreIntoTheSame();
        theScheduleAndTheRetentionAreKept(first);
        noLogHoldsTheKey();
        theCommandsKnowIt();
        greptimes.delete("source");
    }

    private void restoreIntoANewCluster() throws IOException {
        stage.bucket("copy");
        greptimes.apply("copy", stage.spec("copy", "restoreFrom: " + restore()));
        greptimes.await("copy", "Running", GreptimeStage.LATE);
        awaitRestore("copy", "Succeeded");
        assertThat(stage.count("copy")).isEqualTo(3);
        assertThat(stage.sql("copy", "SHOW TABLES").toString()).contains("http:requests");
        greptimes.awaitEvent("copy", "RestoreSucceeded");
        greptimes.delete("copy");
    }

    private void restoreIntoTheSame() throws IOException {
        stage.sql("source", "INSERT INTO t VALUES (now(), 4)");
        greptimes.apply(
                "source",
                stage.spec("source", "backup: " + section("")).replaceFirst("}$", ", restoreFrom: " + restore() + "}"));
        var asked = awaitRestore("source", "ConfirmationRequired");
        assertThat(asked.message())
                .contains("written into the tables public.t;")
                .contains("kubectl annotate");
        assertThat(stage.count("source")).isEqualTo(4);

        greptimes.annotate(
                "source",
                RestoreTarget.CONFIRMED,
                asked.message().substring(asked.message().lastIndexOf('=') + 1));
        awaitRestore("source", "Succeeded");
        assertThat(stage.count("source")).isEqualTo(4);
    }

    private void theScheduleAndTheRetentionAreKept(BackupStatus first) {
        greptimes.apply(
                "source", stage.spec("source", "backup: " + section(", schedule: '* * * * *', retention: {count: 1}")));
        Waiting.until("a backup by the schedule", GreptimeStage.LATE, () -> {
            var backup = status("source", GreptimeStatus::backup).orElseThrow();
            return "schedule".equals(backup.trigger()) && "Succeeded".equals(backup.state());
        });
        Waiting.until("the first backup to be gone", GreptimeStage.LATE, () -> keys().stream()
                .noneMatch(key -> key.startsWith(first.key().replace(".json", ""))));
        greptimes.awaitEvent("source", "BackupsRemoved");
    }

    private static void theCommandsKnowIt() throws IOException {
        assertThat(command("backup", "source")).contains("team/source/.");
        assertThat(command("status", "source")).contains("Running", "Succeeded");
        assertThat(command("list", "--cluster", "source")).contains("tables", "good");
        assertThat(command("verify", "--cluster", "source")).contains("is whole: 4 files, 2 checksums right");
        assertThat(command("restore", "--cluster", "source", "--into", "source", "--yes"))
                .contains("Restored team/source/.");
        assertThat(command("verify", "--cluster", "source", "--in-pod")).contains("cannot be tried in a single pod");
    }

    private static String command(String name, String... more) throws IOException {
        var command = new ArrayList<>(List.of(
                Project.directory().resolve("bin/tsdb-ctl").toString(),
                name,
                "--kind",
                "greptimedb",
                "--namespace",
                greptimes.namespace(),
                "--kubeconfig",
                Stage.get().cluster().kubeconfig().toString()));
        command.addAll(List.of(more));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = builder.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The addresses of all requests stand in the API server's audit log. */
    private static void noLogHoldsTheKey() throws IOException {
        var log = Stage.get().operatorLog();
        assertThat(log).doesNotContain(ObjectStore.SECRET_KEY);
        try (var lines = Files.lines(Stage.get().cluster().controlPlane().auditLog())) {
            assertThat(lines.filter(
                            line -> line.contains(ObjectStore.SECRET_KEY) || line.contains("SECRET_ACCESS_KEY")))
                    .isEmpty();
        }
    }

    @Test
    void aStoreThatTheDatabaseDoesNotReachAndAWrongBackupAreToldInTheStatus() throws IOException {
        stage.bucket("unreached");
        Stage.get().bucket("loopback");
        var loopback =
                "{enabled: true, bucket: loopback, endpoint: '%s', credentialsSecretRef: {name: backup-credentials}}"
                        .formatted(Stage.get().store().endpoint());
        greptimes.apply(
                "unreached",
                stage.spec("unreached", "backup: " + loopback)
                        .replaceFirst("}$", ", restoreFrom: {backup: 20260101T000000Z}}"));
        greptimes.await("unreached", "Running", GreptimeStage.LATE);
        var restore = awaitRestore("unreached", "Failed");
        assertThat(restore.message()).contains("there is no backup 20260101T000000Z in loopback/unreached/");

        stage.sql("unreached", "CREATE TABLE t (ts TIMESTAMP TIME INDEX, v INT64)");
        greptimes.annotate("unreached", "cameleer.io/backup-requested", "first");
        var backup = awaitBackup("unreached", "Failed");
        assertThat(backup.message())
                .startsWith("spec.backup.bucket: the database cannot copy its tables to it: failed to write")
                .doesNotContain(ObjectStore.SECRET_KEY);
        greptimes.awaitEvent("unreached", "BackupFailed");
        greptimes.delete("unreached");
    }

    private static String section(String more) {
        return "{enabled: true, bucket: greptime-backups, prefix: team, endpoint: '%s', credentialsSecretRef: {name: backup-credentials}%s}"
                .formatted(stage.store().endpoint(), more);
    }

    private static String restore() {
        return "{cluster: source, bucket: greptime-backups, prefix: team, endpoint: '%s', credentialsSecretRef: {name: backup-credentials}}"
                .formatted(stage.store().endpoint());
    }

    private static BackupStatus awaitBackup(String name, String state) {
        Waiting.until("the backup of " + name + " to be " + state, GreptimeStage.LATE, () -> {
            var backup = status(name, GreptimeStatus::backup);
            if (backup.filter(found -> state.equals(found.state())).isEmpty()) {
                throw new IllegalStateException("it is " + backup);
            }
            return true;
        });
        return status(name, GreptimeStatus::backup).orElseThrow();
    }

    private static RestoreStatus awaitRestore(String name, String state) {
        Waiting.until("the restore of " + name + " to be " + state, GreptimeStage.LATE, () -> {
            var restore = status(name, GreptimeStatus::restore);
            if (restore.filter(found -> state.equals(found.state())).isEmpty()) {
                throw new IllegalStateException("it is " + restore);
            }
            return true;
        });
        return status(name, GreptimeStatus::restore).orElseThrow();
    }

    private static <T> Optional<T> status(String name, Function<GreptimeStatus, T> field) {
        return Optional.ofNullable(greptimes.get(name).getStatus()).map(field);
    }

    private static List<String> keys() {
        try (var s3 = stage.store().client()) {
            return s3.listObjectsV2(request -> request.bucket("greptime-backups")).contents().stream()
                    .map(S3Object::key)
                    .toList();
        }
    }

    private static byte[] read(String key) {
        try (var s3 = stage.store().client()) {
            return s3.getObjectAsBytes(
                            request -> request.bucket("greptime-backups").key(key))
                    .asByteArray();
        }
    }
}
