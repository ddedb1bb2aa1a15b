package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.backup.BackupTarget;
import io.cameleer.cluster.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A million rows to a real object store and back into an empty database. */
@BesideOthers(first = true)
@Order(1)
@ResourceLock(GreenplumStage.MACHINE)
class GreenplumBackupEndToEndIT {
    private static final Duration LATE = Duration.ofSeconds(300);
    private static final String SUM = "select count(*), sum(hashtext(id || word)::bigint) from events";

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aMillionRowsGoToAStoreAndComeBack() {
        var stage = new GreenplumStage("greenplum-backup");
        Stage.get().bucket("greenplum");
        var greenplums = stage.greenplums();
        var backup = ", backup: {enabled: true, bucket: greenplum}";
        greenplums.apply("gp", GreenplumStage.spec(2, false, backup));
        greenplums.awaitWhole("gp", 2, LATE);
        stage.sql("select gp_create('events', 'id int, word text', 'id')");
        stage.sql("insert into events select g, 'word ' || g from generate_series(1, 1000000) g");
        var sum = stage.sql(SUM);
        assertThat(sum).startsWith("1000000|");

        greenplums.annotate("gp", BackupTarget.REQUEST, "first alice");
        var stored = greenplums
                .await(
                        "gp",
                        "to have a backup",
                        LATE,
                        status -> status.backup() != null
                                && "Succeeded".equals(status.backup().state()))
                .backup();
        assertThat(stored.bytes()).isGreaterThan(10L << 20);
        for (var pod : stage.pods().keySet()) {
            assertThat(stage.command(pod, "ls /greenplum")).doesNotContain("cameleer-backup");
        }
        greenplums.delete("gp");
        stage.awaitNoPods();
        stage.cluster()
                .client()
                .persistentVolumeClaims()
                .inNamespace(greenplums.namespace())
                .delete();
        Waiting.until("the volumes to go", Duration.ofSeconds(60), () -> stage.cluster()
                .client()
                .persistentVolumeClaims()
                .inNamespace(greenplums.namespace())
                .list()
                .getItems()
                .isEmpty());

        greenplums.apply("gp", GreenplumStage.spec(2, false, backup + ", restoreFrom: {backup: latest}"));
        greenplums.awaitCondition("gp", "Restored", "True", "is restored", LATE);
        assertThat(stage.sql(SUM)).isEqualTo(sum);

        // What is there is not replaced without a person's word.
        greenplums.apply(
                "gp", GreenplumStage.spec(2, false, backup + ", restoreFrom: {backup: '" + stored.key() + "'}"));
        greenplums.awaitCondition("gp", "Restored", "False", "replace the databases postgres", LATE);
        assertThat(stage.sql(SUM)).isEqualTo(sum);
        greenplums.delete("gp");
        stage.awaitNoPods();
    }
}
