package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.cluster.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import software.amazon.awssdk.core.sync.RequestBody;

/** The ways back from a restore that somebody thought better of. */
@Tag("full")
@BesideOthers
class WayBackEndToEndIT extends OnStage {
    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aRestoreThatIsTakenAwayOnItsWayLeavesTheDataThatWereThere() {
        var spec = backedUp("cancelled", "2Gi");
        start("cancelled", spec);
        stage.pods().inflate("cancelled", "cancelled-0", 500);
        stage.backUp("cancelled", "alice");
        prometheuses.apply("cancelled", "{" + spec + ", restoreFrom: {backup: latest}}");
        var word = prometheuses.awaitQuestion("cancelled").word();
        var until = now();
        var before = stage.pods().samples("cancelled-0", until);
        prometheuses.annotate("cancelled", RestoreTarget.CONFIRMED, word);
        Waiting.until("some of it to be brought", () -> {
            var restore = prometheuses.get("cancelled").getStatus().restore();
            return List.of("Running", "Placing").contains(restore.state())
                    && restore.bytes() != null
                    && restore.bytes() > 0;
        });

        prometheuses.apply("cancelled", "{" + spec + "}");
        prometheuses.awaitEvent("cancelled", "RestoreCancelled");
        assertIsAsBefore("cancelled", until, before);
        assertThat(prometheuses.get("cancelled").getStatus().restore().state()).isEqualTo("Cancelled");
        stage.deleteWithVolumes("cancelled");
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void theDataBeforeComeBackWhenNoDatabaseStartsOverTheNewOnes() throws IOException {
        var spec = backedUp("regretted") + ", replicas: 2";
        start("regretted", spec);
        stage.pods().of("regretted").forEach(stage.pods()::awaitSeries);
        try (var s3 = stage.store().client()) {
            s3.putObject(
                    request -> request.bucket("regretted").key("regretted/20250101T000000Z.tar"),
                    RequestBody.fromBytes(aFileWhereADatabaseNeedsAFolder()));
        }
        prometheuses.apply("regretted", "{" + spec + ", restoreFrom: {backup: latest}}");
        var word = prometheuses.awaitQuestion("regretted").word();
        var until = now();
        var before = stage.pods().samples("regretted-0", until);
        prometheuses.annotate("regretted", RestoreTarget.CONFIRMED, word);
        var undo = prometheuses
                .awaitRestore("regretted", "Placed")
                .getStatus()
                .restore()
                .undo();
        prometheuses.awaitCondition("regretted", "Restored", "False", RestoreTarget.UNDO + "=" + undo);

        prometheuses.annotate("regretted", RestoreTarget.UNDO, undo);
        prometheuses.awaitEvent("regretted", "RestoreCancelled");
        assertIsAsBefore("regretted", until, before);
        prometheuses.awaitCondition("regretted", "Restored", "False", "taken back");
        stage.deleteWithVolumes("regretted");
    }

    private void assertIsAsBefore(String name, double until, List<String> before) {
        prometheuses.await(name, "Active");
        assertThat(before).isNotEmpty();
        assertThat(stage.pods().samples(name + "-0", until)).isEqualTo(before);
        for (var pod : stage.pods().of(name)) {
            assertThat(stage.pods().exec(pod, "sh", "-c", "ls -A /prometheus")).doesNotContain(".cameleer-");
        }
        assertThat(stage.pods().ofRestores(name)).isEmpty();
    }

    /** What a scrape brings is stamped when it begins and there when it ends, so what is asked for is a little older. */
    private static double now() {
        return Instant.now().minusSeconds(3).toEpochMilli() / 1000.0;
    }

    private static byte[] aFileWhereADatabaseNeedsAFolder() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            var file = new TarArchiveEntry("snapshot/wal");
            file.setSize(1);
            tar.putArchiveEntry(file);
            tar.write('x');
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }
}
