package io.cameleer.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.Digests;
import io.cameleer.backup.catalog.StoredBackup;
import io.cameleer.backup.restore.RestoreRun.Purpose;
import io.cameleer.prometheus.PrometheusCluster;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestoreDecisionsTest {
    private static final Instant NOW = Instant.parse("2026-01-31T05:10:00Z");
    private static final RestoreSpec SPEC = read(RestoreSpec.class, "{cluster: other, bucket: b}");
    private static final String ID = RestoreTarget.fingerprint(SPEC);
    private static final String WORD = Confirmation.word(target(null, ""), "k", "c");

    @Test
    void aClusterThatHasNoPodsYetIsHeldAndFilledUnasked() {
        assertThat(RestoreHold.of(target(null, ""), Optional.empty())).isEqualTo(RestoreHold.HELD);
        assertThat(decide(target(null, ""), set(0))).isEqualTo(Optional.of(Purpose.RESTORE));
    }

    @Test
    void aClusterThatRunsIsAskedFor() {
        assertThat(RestoreHold.of(target(null, ""), Optional.of(set(2)))).isEqualTo(RestoreHold.ASK);
        assertThat(decide(target(null, ""), set(2))).isEqualTo(Optional.of(Purpose.ASK));
        var asked = asked(WORD);
        assertThat(RestoreHold.of(target(asked, ""), Optional.of(set(2)))).isEqualTo(RestoreHold.NONE);
        assertThat(decide(target(asked, ""), set(2))).isEmpty();
        assertThat(RestoreHold.of(target(asked, WORD), Optional.of(set(2)))).isEqualTo(RestoreHold.HELD);
        assertThat(decide(target(asked, WORD), set(2))).isEqualTo(Optional.of(Purpose.RESTORE));
    }

    @Test
    void afterAFailureAClusterThatHadDataRunsOnAndTheOldWordAllowsNothingAnyMore() {
        var failed = "{state: Failed, replaces: true, failures: 1, completionTime: '2026-01-31T05:00:00Z'}";
        assertThat(RestoreHold.of(target(failed, WORD), Optional.of(set(0)))).isEqualTo(RestoreHold.NONE);
        assertThat(RestoreHold.of(target(failed, ""), Optional.of(set(2)))).isEqualTo(RestoreHold.NONE);
    }

    @Test
    void aWordIsOfOneObjectOneBackupOneContentAndOneQuestion() {
        var again = Confirmation.word(target(null, ""), "k", "c");
        assertThat(target(asked(WORD), WORD).confirmed()).isTrue();
        assertThat(again).isNotEqualTo(WORD);
        assertThat(target(asked(again), WORD).confirmed())
                .as("of an earlier question")
                .isFalse();
        assertThat(target(asked(WORD).replace("key: k", "key: l"), WORD).confirmed())
                .as("of another backup")
                .isFalse();
        assertThat(target(asked(WORD).replace("checksum: c", "checksum: d"), WORD)
                        .confirmed())
                .as("of another content")
                .isFalse();
        assertThat(target(null, WORD).confirmed()).as("when nobody was asked").isFalse();
        var forged = WORD.substring(0, 15) + (WORD.endsWith("0") ? "1" : "0");
        assertThat(target(asked(forged), forged).confirmed())
                .as("of a status that was written by hand")
                .isFalse();
        for (var state : List.of("Failed", "Placed", "Succeeded")) {
            assertThat(target(asked(WORD).replace("ConfirmationRequired", state), WORD)
                            .confirmed())
                    .as("served before it was " + state)
                    .isFalse();
        }

        var madeAgain = target(asked(WORD), WORD);
        madeAgain.object().getMetadata().setUid("another");
        assertThat(madeAgain.confirmed()).as("of an object that had this name").isFalse();
    }

    @Test
    void aQuestionWhoseWordWasNotKeptIsPutAgainAfterAPause() {
        var forgotten =
                "{state: ConfirmationRequired, replaces: true, key: k, completionTime: '2026-01-31T05:0%s:30Z'}";
        assertThat(decide(target(forgotten.formatted("8"), ""), set(1))).isEqualTo(Optional.of(Purpose.ASK));
        assertThat(decide(target(forgotten.formatted("9"), ""), set(1))).isEmpty();
    }

    @Test
    void aFieldThatIsAbsentTellsNoRestoreFromAnother() {
        assertThat(RestoreTarget.fingerprint(read(RestoreSpec.class, "{bucket: b, cluster: other, before: null}")))
                .isEqualTo(ID)
                .isEqualTo(
                        Digests.of("{\"bucket\":\"b\",\"cluster\":\"other\"}").substring(0, 8));
    }

    @Test
    void afterAFailureANewClusterStaysDownAndIsTriedAgainLater() {
        var justNow = "{state: Failed, failures: 1, completionTime: '2026-01-31T05:09:30Z'}";
        var before = "{state: Failed, failures: 1, completionTime: '2026-01-31T05:08:00Z'}";
        assertThat(RestoreHold.of(target(justNow, ""), Optional.of(set(0)))).isEqualTo(RestoreHold.HELD);
        assertThat(decide(target(justNow, ""), set(0))).isEmpty();
        assertThat(decide(target(before, ""), set(0))).isEqualTo(Optional.of(Purpose.RESTORE));
    }

    @Test
    void aRestoreThatIsUnderWayIsNeverAskedForWhateverACacheKnows() {
        var running = "{state: Running, key: k}";
        assertThat(RestoreHold.of(target(running, ""), Optional.of(set(1)))).isEqualTo(RestoreHold.HELD);
        assertThat(decide(target(running, ""), set(1))).isEqualTo(Optional.of(Purpose.RESTORE));
    }

    @Test
    void aRestoreThatIsDoneHoldsNothing() {
        for (var state : List.of("Placed", "Succeeded")) {
            assertThat(RestoreHold.of(target("{state: " + state + "}", WORD), Optional.of(set(0))))
                    .isEqualTo(RestoreHold.NONE);
        }
        assertThat(decide(target("{state: Placed}", ""), set(1))).isEqualTo(Optional.of(Purpose.CHECK));
    }

    @Test
    void anotherRestoreFromIsAnotherRestore() {
        var done = read(RestoreStatus.class, "{id: someother, state: Succeeded}");
        var target = new RestoreTarget(backups(""), SPEC, done, null, null, "data", null, null);
        assertThat(RestoreHold.of(target, Optional.of(set(1)))).isEqualTo(RestoreHold.ASK);
    }

    @Test
    void aBackupIsChosenByNameByKeyByTimeOrAsTheNewestGoodOne() {
        var all = List.of(
                backup("2026-01-01T00:00:00Z", true),
                backup("2026-01-02T00:00:00Z", true),
                backup("2026-01-03T00:00:00Z", false));
        assertThat(choose(all, null, null)).isEqualTo("20260102T000000Z");
        assertThat(choose(all, "latest", null)).isEqualTo("20260102T000000Z");
        assertThat(choose(all, "20260101T000000Z", null)).isEqualTo("20260101T000000Z");
        assertThat(choose(all, "team/demo/20260101T000000Z.tar", null)).isEqualTo("20260101T000000Z");
        assertThat(choose(all, "team/demo/.20260101T000000Z.json", null)).isEqualTo("20260101T000000Z");
        assertThat(choose(all, null, "2026-01-02T00:00:00Z")).isEqualTo("20260101T000000Z");
        assertThat(choose(all, null, "2026-01-02T02:00:00+01:00")).isEqualTo("20260102T000000Z");
        assertThatThrownBy(() -> choose(all, "20250101T000000Z", null))
                .isInstanceOf(BackupException.class)
                .hasMessage(
                        "there is no backup 20250101T000000Z in bucket/team/demo/; it has 3, from 20260101T000000Z to 20260103T000000Z");
        assertThatThrownBy(() -> choose(all, null, "2025-01-01T00:00:00Z"))
                .hasMessageContaining("there is no good backup before 2025-01-01T00:00:00Z");
        assertThatThrownBy(() -> choose(all, null, "yesterday")).hasMessageContaining("\"yesterday\" is no time");
    }

    private static String choose(List<StoredBackup> all, String backup, String before) {
        return BackupChoice.of(all, backup, before, "bucket/team/demo/").name();
    }

    private static StoredBackup backup(String time, boolean good) {
        return new StoredBackup(
                "team/demo/",
                Instant.parse(time),
                "team/demo/x.tar",
                1,
                Optional.empty(),
                good ? Optional.empty() : Optional.of("broken"));
    }

    private static Optional<Purpose> decide(RestoreTarget target, StatefulSet set) {
        return RestoreDecisions.next(target, Optional.of(set), any -> true, NOW, Duration.ofSeconds(60))
                .map(RestoreRun::purpose);
    }

    private static StatefulSet set(int replicas) {
        return new StatefulSetBuilder()
                .withNewSpec()
                .withReplicas(replicas)
                .endSpec()
                .build();
    }

    private static String asked(String word) {
        return "{state: ConfirmationRequired, replaces: true, key: k, checksum: c, word: '" + word + "'}";
    }

    private static RestoreTarget target(String status, String word) {
        var record = status == null ? null : read(RestoreStatus.class, status.replace("{", "{id: '" + ID + "', "));
        return new RestoreTarget(backups(word), SPEC, record, null, null, "data", null, null);
    }

    private static BackupTarget backups(String word) {
        var object = new PrometheusCluster();
        object.getMetadata().setName("demo");
        object.getMetadata().setNamespace("default");
        object.getMetadata().setUid("uid");
        object.getMetadata().setAnnotations(Map.of(RestoreTarget.CONFIRMED, word));
        return new BackupTarget(object, read(BackupSpec.class, "{}"), null, null, null, Map.of(), null);
    }

    private static <T> T read(Class<T> type, String yaml) {
        return Serialization.unmarshal("---\n" + yaml, type);
    }
}
