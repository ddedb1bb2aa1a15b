package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.cluster.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Restores of real backups into real volumes, and what may go wrong on the way. */
@Tag("full")
@BesideOthers
class RestoreEndToEndIT extends OnStage {
    /** A cluster of the matrix and what its pods knew before it was deleted. */
    private record Case(String name, String provider, String format, int replicas) {
        String spec(Stage stage) {
            return Stage.FAST + ", replicas: " + replicas
                    + ", storage: {size: 1Gi}, backup: {enabled: true, bucket: matrix, format: " + format + ", "
                    + stage.storeOf(provider) + "}";
        }
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void everyStoreFormatAndNumberOfReplicasAnswersTheSameAfterARestore() {
        stage.bucketEverywhere("matrix");
        var cases = new ArrayList<Case>();
        for (var provider : List.of("s3", "gcs", "azure")) {
            for (var format : List.of("tar", "incremental")) {
                for (var replicas : List.of(1, 3)) {
                    cases.add(new Case(provider + "-" + format + "-" + replicas, provider, format, replicas));
                }
            }
        }
        var names = cases.stream().map(Case::name).toArray(String[]::new);
        cases.forEach(one -> prometheuses.apply(one.name(), "{" + one.spec(stage) + "}"));
        cases.forEach(one -> prometheuses.await(one.name(), "Active"));
        cases.forEach(one -> stage.pods().of(one.name()).forEach(stage.pods()::awaitSeries));

        var until = Instant.now().toEpochMilli() / 1000.0;
        cases.forEach(one -> stage.askForBackup(one.name(), "alice"));
        var before = new LinkedHashMap<Case, List<String>>();
        for (var one : cases) {
            var backup = prometheuses
                    .awaitBackup(one.name(), "Succeeded")
                    .getStatus()
                    .backup();
            before.put(one, stage.pods().samples(backup.pod(), until));
        }
        stage.deleteWithVolumes(names);

        cases.forEach(
                one -> prometheuses.apply(one.name(), "{" + one.spec(stage) + ", restoreFrom: {backup: latest}}"));
        for (var one : cases) {
            var restored = prometheuses
                    .awaitRestore(one.name(), "Succeeded")
                    .getStatus()
                    .restore();
            assertThat(restored.series()).as(one.name()).isPositive();
            assertThat(before.get(one)).as(one.name()).isNotEmpty();
            assertThat(stage.pods().of(one.name())).hasSize(one.replicas());
            for (var pod : stage.pods().of(one.name())) {
                assertThat(stage.pods().samples(pod, until))
                        .as("samples of " + pod)
                        .isEqualTo(before.get(one));
            }
            prometheuses.awaitCondition(one.name(), "Restored", "True", "every replica serves");
        }
        assertThat(stage.pods().ofRestores(names)).isEmpty();
        stage.deleteWithVolumes(names);
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aClusterThatHasDataIsAskedForBeforeTheyAreReplacedAndKeepsThemWhenTheRestoreFails() {
        var backup = backedUp("replace");
        start("replaced", backup);
        var name = stage.backUp("replaced", "alice").key();
        var uid = stage.pods().uid("replaced-0");

        prometheuses.apply("replaced", "{" + backup + ", restoreFrom: {backup: '" + name + "'}}");
        var asked = prometheuses.awaitQuestion("replaced");
        assertThat(asked.message())
                .contains("would replace the data of data-replaced-0", RestoreTarget.CONFIRMED + "=" + asked.word());
        prometheuses.awaitCondition("replaced", "Restored", "False", "would replace the data");
        assertThat(stage.pods().uid("replaced-0")).as("the pod runs on").isEqualTo(uid);
        assertThat(prometheuses.get("replaced").getStatus().phase()).isEqualTo("Active");

        corrupt("replace", name);
        prometheuses.annotate("replaced", RestoreTarget.CONFIRMED, asked.word());
        var failed = prometheuses.awaitRestore("replaced", "Failed").getStatus().restore();
        assertThat(failed.message()).contains("is corrupt in the store").contains("choose another backup");
        prometheuses.await("replaced", "Active");
        var until = Instant.parse(failed.startTime()).toEpochMilli() / 1000.0;
        assertThat(stage.pods().samples("replaced-0", until)).as("the old data").isNotEmpty();

        prometheuses.awaitCondition("replaced", "Restored", "False", "another spec.restoreFrom.request asks anew");
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void whatAPersonConfirmedIsWhatIsRestoredAndTheWordAllowsNothingElse() {
        var backup = backedUp("confirmed");
        start("confirmed", backup);
        var meant = stage.backUp("confirmed", "alice").key();
        prometheuses.apply("confirmed", "{" + backup + ", restoreFrom: {backup: latest}}");
        var word = prometheuses.awaitQuestion("confirmed").word();
        assertThat(stage.backUp("confirmed", "bob").key()).as("a newer one").isNotEqualTo(meant);

        prometheuses.annotate("confirmed", RestoreTarget.CONFIRMED, word);
        assertThat(prometheuses
                        .awaitRestore("confirmed", "Succeeded")
                        .getStatus()
                        .restore()
                        .key())
                .isEqualTo(meant);
        assertThat(stage.pods().exec("confirmed-0", "sh", "-c", "ls -A /prometheus"))
                .contains(".cameleer-restored")
                .doesNotContain(".cameleer-restore\n");
        Waiting.until("the data before to be gone", () -> !stage.pods()
                .exec("confirmed-0", "sh", "-c", "ls -A /prometheus")
                .contains(".cameleer-replaced"));

        // The very same backup again, with the word still in it, over the volumes that the deleted cluster left.
        prometheuses.delete("confirmed");
        Waiting.until("the pods to be gone", () -> stage.pods().of("confirmed").isEmpty());
        prometheuses.apply("confirmed", "{" + backup + ", restoreFrom: {backup: '" + meant + "'}}");
        prometheuses.annotate("confirmed", RestoreTarget.CONFIRMED, word);
        assertThat(prometheuses.awaitQuestion("confirmed").word()).isNotEqualTo(word);
        prometheuses.await("confirmed", "Active");
        assertThat(prometheuses.get("confirmed").getStatus().restore().state()).isEqualTo("ConfirmationRequired");
        stage.deleteWithVolumes("confirmed");
    }

    /** Overwrites some bytes in the middle of an archive; its size stays. */
    private void corrupt(String bucket, String key) {
        try (var s3 = stage.store().client()) {
            var bytes = s3.getObjectAsBytes(request -> request.bucket(bucket).key(key))
                    .asByteArray();
            var content = bytes.clone();
            var chunk = indexOf(content, "chunks/000001");
            for (var i = chunk + 600; i < chunk + 700; i++) {
                content[i] ^= 0x55;
            }
            s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
        }
    }

    private static int indexOf(byte[] content, String text) {
        return new String(content, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ_WRITE)
    void aKilledOperatorGoesOnWithARestoreWhereItStopped() {
        var spec = backedUp("interrupted", "3Gi");
        start("interrupted", spec);
        stage.pods().inflate("interrupted", "interrupted-0", 1024);
        stage.backUp("interrupted", "alice");
        stage.deleteWithVolumes("interrupted");

        var small =
                "{storage: {size: 768Mi, storageClassName: tiny}, restoreFrom: {bucket: interrupted, cluster: interrupted}}";
        prometheuses.apply("too-small", small);
        prometheuses.awaitCondition(
                "too-small", "Restored", "False", "spec.storage.size: the volume of pod too-small-");
        prometheuses.await("too-small", "Failed");
        assertThat(stage.pods().of("too-small")).isEmpty();
        prometheuses.delete("too-small");

        prometheuses.apply("interrupted", "{" + spec + ", restoreFrom: {}}");
        Waiting.until("the restore to be under way", () -> {
            var restore = prometheuses.get("interrupted").getStatus().restore();
            return restore.bytes() != null && restore.bytes() > (64 << 20);
        });
        stage.killOperator();
        assertThat(pins("interrupted"))
                .as("what keeps a retention from the backup")
                .hasSize(1);
        assertThat(stage.pods().of("interrupted"))
                .as("pods of the database while its data are not there")
                .isEmpty();
        stage.operatorUp();
        var restored = prometheuses
                .awaitRestore("interrupted", "Succeeded")
                .getStatus()
                .restore();
        assertThat(restored.bytes()).isGreaterThan(1L << 30);
        assertThat(brought("interrupted")).as("what the second process brought").isLessThan(restored.bytes());
        assertThat(restored.series()).isPositive();
        assertThat(stage.pods().ofRestores("interrupted")).isEmpty();
        assertThat(pins("interrupted")).as("what does so when all has arrived").isEmpty();
        assertThat(stage.operatorLog()).doesNotContain("OutOfMemoryError");
        stage.deleteWithVolumes("interrupted");
    }

    /** The pins by which a cluster keeps a backup in the bucket of its name. */
    private List<String> pins(String name) {
        var pin = ".pin-" + prometheuses.get(name).getMetadata().getUid();
        try (var s3 = stage.store().client()) {
            return s3.listObjectsV2(request -> request.bucket(name)).contents().stream()
                    .map(S3Object::key)
                    .filter(key -> key.contains(pin))
                    .toList();
        }
    }

    /** How many bytes the operator that runs says that it brought for a cluster. */
    private long brought(String name) {
        var told = Pattern.compile("(\\d+) bytes of \\S+ were brought for \\S+/" + name)
                .matcher(stage.operatorLog());
        assertThat(told.find()).isTrue();
        return Long.parseLong(told.group(1));
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void theNewestBackupIsTriedInAThrowAwayPod() {
        var backup = backedUp("tried");
        start("tried", backup.replace("bucket: tried", "bucket: tried, verify: {schedule: '* * * * *'}"));
        var key = stage.backUp("tried", "alice").key();
        var verified =
                prometheuses.awaitVerify("tried", "Succeeded").getStatus().verify();
        assertThat(verified.series()).isPositive();
        prometheuses.awaitCondition("tried", "BackupVerified", "True", "answered with");

        corrupt("tried", key);
        prometheuses.awaitVerify("tried", "Failed");
        prometheuses.awaitCondition("tried", "BackupVerified", "False", "is corrupt in the store");
        prometheuses.awaitEvent("tried", "VerificationFailed");
        prometheuses.apply("tried", "{" + backup + "}");
        Waiting.until(
                "the pods and volumes of the trials to be gone",
                () -> stage.pods().ofRestores("tried").isEmpty()
                        && stage
                                .cluster()
                                .client()
                                .persistentVolumeClaims()
                                .inNamespace(prometheuses.namespace())
                                .list()
                                .getItems()
                                .stream()
                                .noneMatch(
                                        claim -> claim.getMetadata().getName().startsWith("tried-verify")));
        assertThat(stage.operatorMetrics()).contains("tsdb_operator_backup_verify_total");
    }
}
