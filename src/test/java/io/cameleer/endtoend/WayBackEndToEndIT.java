package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.cluster.Strangers;
import io.cameleer.cluster.Waiting;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        var before = placedOverWhatNoDatabaseStartsOver("regretted", spec);
        prometheuses.awaitCondition("regretted", "Restored", "False", RestoreTarget.UNDO + "=" + before.undo());

        prometheuses.annotate("regretted", RestoreTarget.UNDO, before.undo());
        prometheuses.awaitEvent("regretted", "RestoreCancelled");
        assertIsAsBefore("regretted", before.until(), before.samples());
        prometheuses.awaitCondition("regretted", "Restored", "False", "taken back");
        stage.deleteWithVolumes("regretted");
    }

    @ParameterizedTest
    @CsvSource({"FOREGROUND, Retain", "ORPHAN, Delete"})
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ_WRITE)
    void aClusterThatIsDeletedOnTheWayBackLeavesTheDataThatWereThere(DeletionPropagation how, String policy)
            throws IOException {
        var name = "left-" + how.name().toLowerCase(Locale.ROOT);
        var spec = backedUp(name).replace("size:", "volumeDeletionPolicy: " + policy + ", size:");
        var before = placedOverWhatNoDatabaseStartsOver(name, spec);
        var guest =
                Strangers.podOver(stage.cluster(), prometheuses.namespace(), "guest-" + name, "data-" + name + "-0");
        prometheuses.annotate(name, RestoreTarget.UNDO, before.undo());
        prometheuses.awaitRestore(name, "Undoing");

        stage.killOperator();
        prometheuses.askToDelete(name, how);
        Waiting.until(
                "its StatefulSet to be gone or nobody's", () -> Optional.ofNullable(prometheuses.statefulSet(name))
                        .filter(set -> !set.getMetadata().getOwnerReferences().isEmpty())
                        .isEmpty());
        stage.operatorUp();
        prometheuses.awaitCondition(name, "Restored", "False", "The cluster is deleted when that is done");
        stage.killOperator();
        stage.operatorUp();
        stage.cluster().client().resource(guest).delete();
        Waiting.until(name + " to be gone", () -> prometheuses.get(name) == null);
        Waiting.until("its pods to be gone", () -> stage.pods().ofRestores(name).isEmpty());
        assertThat(stage.pods().of(name)).isEmpty();

        start(name, spec);
        assertIsAsBefore(name, before.until(), before.samples());
        stage.deleteWithVolumes(name);
    }

    /** What a cluster had before a restore, and the word that brings it back. */
    private record Before(double until, List<String> samples, String undo) {}

    private Before placedOverWhatNoDatabaseStartsOver(String name, String spec) throws IOException {
        start(name, spec);
        stage.pods().of(name).forEach(stage.pods()::awaitSeries);
        Waiting.until(
                "samples of some age",
                () -> !stage.pods().samples(name + "-0", now()).isEmpty());
        try (var s3 = stage.store().client()) {
            s3.putObject(
                    request -> request.bucket(name).key(name + "/20250101T000000Z.tar"),
                    RequestBody.fromBytes(aFileWhereADatabaseNeedsAFolder()));
        }
        prometheuses.apply(name, "{" + spec + ", restoreFrom: {backup: latest}}");
        var word = prometheuses.awaitQuestion(name).word();
        var until = now();
        var samples = stage.pods().samples(name + "-0", until);
        prometheuses.annotate(name, RestoreTarget.CONFIRMED, word);
        var placed = prometheuses.awaitRestore(name, "Placed");
        return new Before(until, samples, placed.getStatus().restore().undo());
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
