package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Kubeblocks;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Backups of a database that is only described, in real pods and a real object store. */
@BesideOthers
@ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
class KubeblocksBackupEndToEndIT {
    private static final Duration LATE = Duration.ofSeconds(180);

    private final Stage stage = Stage.get();
    private final Kubeblocks clusters =
            new Kubeblocks(stage.cluster(), SharedCluster.namespace(stage.cluster(), "kept", true));

    private void apply(String name, String more) throws IOException {
        clusters.sample("postgresql.yaml", text -> text.replace("name: orders", "name: " + name)
                .replace("spec: {accessModes", "spec: {storageClassName: local, accessModes")
                .replace("terminationPolicy: Halt", "terminationPolicy: WipeOut\n" + more.indent(2)));
    }

    private List<String> objects(String cluster) {
        return stage
                .store()
                .client()
                .listObjectsV2(request -> request.bucket("kept").prefix(clusters.namespace() + "/" + cluster + "/"))
                .contents()
                .stream()
                .map(object -> object.key())
                .toList();
    }

    @Test
    void aBackupStartsAnotherClusterAndGoesWithAClusterThatIsWipedOut() throws IOException {
        stage.bucket("kept");
        stage.cluster()
                .secret(
                        clusters.namespace(),
                        "backup-store",
                        Map.of(
                                "AWS_ACCESS_KEY_ID",
                                ObjectStore.ACCESS_KEY,
                                "AWS_SECRET_ACCESS_KEY",
                                ObjectStore.SECRET_KEY));
        clusters.manifests(Files.readString(
                        Project.directory().resolve("samples/kubeblocks").resolve("backuprepo.yaml"))
                .replace(
                        "bucket: database-backups",
                        "bucket: kept\n    endpoint: " + stage.store().endpoint())
                .replace("namespace: default", "namespace: " + clusters.namespace()));
        apply("source", "backup: {enabled: true, cronExpression: '0 3 * * *', retentionPeriod: 30d}");
        clusters.await("source", "Running", LATE);
        clusters.sql(
                "source-primary-0",
                "create table t as select n, md5(n::text) as word from generate_series(1, 100000) as n");
        var sum = "select count(*), sum(hashtext(word)) from t";
        var before = clusters.sql("source-primary-0", sum);
        clusters.annotate("source", "cameleer.io/backup-requested", "first alice");
        var backup = clusters.await(
                        "source",
                        "to be backed up",
                        LATE,
                        status -> status.backup() != null
                                && !"Running".equals(status.backup().state()))
                .backup();
        assertThat(backup.state()).as(String.valueOf(backup.message())).isEqualTo("Succeeded");
        assertThat(objects("source")).hasSize(2);
        clusters.sql("source-primary-0", "insert into t values (0, 'later')");
        assertThat(stage.cluster()
                        .kubectl(
                                "exec",
                                "--namespace",
                                clusters.namespace(),
                                "source-primary-0",
                                "--",
                                "ls",
                                "/var/lib/postgresql/data/backups"))
                .as("what was stored leaves the pod")
                .isBlank();

        apply("copy", "restoreFrom: {cluster: source}");
        clusters.awaitCondition("copy", "Restored", "True", "is restored", LATE);
        clusters.await("copy", "Running", LATE);
        assertThat(clusters.sql("copy-primary-0", sum)).isEqualTo(before);
        Waiting.until("the copy's own replica to follow", LATE, () -> clusters.sql("copy-replica-0", sum)
                .equals(before));
        assertThat(clusters.sql("source-primary-0", "select count(*) from t")).isEqualTo("100001");

        clusters.delete("source");
        assertThat(objects("source")).isEmpty();
        clusters.delete("copy");
    }
}
