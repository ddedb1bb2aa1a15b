package io.cameleer.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.Digests;
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
import java.util.Set;
import org.junit.jupiter.api.Test;

class RestoreDecisionsTest {
    private static final Instant NOW = Instant.parse("2026-01-31T05:10:00Z");
    private static final RestoreSpec SPEC = read(RestoreSpec.class, "{cluster: other, bucket: b}");
    private static final String ID = RestoreTarget.fingerprint(SPEC);
    private static final String WORD = word();

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
        var again = word();
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
    void whatIsPlacedGoesForwardAndIsTriedAgainForEver() {
        assertThat(RestoreHold.of(target("{state: Placing}", ""), Optional.of(set(1))))
                .isEqualTo(RestoreHold.HELD);
        assertThat(decide(target("{state: Placing}", ""), set(0))).isEqualTo(Optional.of(Purpose.PLACE));
        var justNow = "{state: Placing, message: m, completionTime: '2026-01-31T05:09:30Z'}";
        var before = "{state: Placing, message: m, completionTime: '2026-01-31T05:08:00Z'}";
        assertThat(decide(target(justNow, ""), set(0))).isEmpty();
        assertThat(decide(target(before, ""), set(0))).isEqualTo(Optional.of(Purpose.PLACE));
    }

    @Test
    void whatNobodyAsksForAnyMoreIsUndoneBeforeADatabaseStarts() {
        for (var state : List.of("Running", "Placing", "Undoing")) {
            for (var spec : new RestoreSpec[] {null, read(RestoreSpec.class, "{cluster: a-third, bucket: b}")}) {
                var target = target("{state: " + state + ", volumes: 3}", spec);
                assertThat(RestoreHold.of(target, Optional.of(set(0))))
                        .as(state)
                        .isEqualTo(RestoreHold.HELD);
                assertThat(decide(target, set(0))).as(state).isEqualTo(Optional.of(Purpose.UNDO));
                assertThat(target.volumes()).isEqualTo(3);
            }
        }
        for (var state : List.of("Failed", "Succeeded", "Cancelled", "ConfirmationRequired")) {
            var ended = target("{state: " + state + "}", (RestoreSpec) null);
            assertThat(RestoreDecisions.isOpen(ended)).as(state).isFalse();
            assertThat(RestoreHold.of(ended, Optional.of(set(1)))).isEqualTo(RestoreHold.NONE);
        }
    }

    @Test
    void whatIsInPlaceIsAskedForWhetherOrNotRestoreFromIsStillThere() {
        for (var spec : new RestoreSpec[] {null, SPEC}) {
            var placed = target("{state: Placed, replaces: true, undo: w}", spec);
            assertThat(RestoreDecisions.isOpen(placed)).isTrue();
            assertThat(decide(placed, set(1))).isEqualTo(Optional.of(Purpose.CHECK));
            assertThat(RestoreHold.of(placed, Optional.of(set(1)))).isEqualTo(RestoreHold.NONE);
        }
    }

    @Test
    void theDataBeforeComeBackByAWordOfThisRunUntilTheyAreLetGo() {
        var word = Confirmation.word(target(null, "").object(), "run");
        for (var state : List.of("Placed", "Succeeded", "Failed", "ConfirmationRequired")) {
            var status = "{state: " + state + ", replaces: true, run: run, undo: '" + word + "'}";
            for (var spec : new RestoreSpec[] {null, SPEC}) {
                var back = said(target(status, spec), RestoreTarget.UNDO, word);
                assertThat(RestoreHold.of(back, Optional.of(set(1)))).as(state).isEqualTo(RestoreHold.HELD);
                assertThat(decide(back, set(0))).as(state).isEqualTo(Optional.of(Purpose.UNDO));
                var other = said(target(status.replace("run: run", "run: other"), spec), RestoreTarget.UNDO, word);
                assertThat(other.isToBeUndone()).as("of another run").isFalse();
            }
        }
        var late = said(target("{state: Succeeded, run: run}", SPEC), RestoreTarget.UNDO, word);
        assertThat(decide(late, set(1))).as("once they are let go").isEqualTo(Optional.of(Purpose.FORGET));
    }

    @Test
    void whatWasThereBeforeIsForgottenAfterASuccessAndTriedAgainLater() {
        for (var spec : new RestoreSpec[] {null, SPEC}) {
            var justNow = target("{state: Succeeded, run: r, undo: w, completionTime: '2026-01-31T05:09:30Z'}", spec);
            var before = target("{state: Succeeded, run: r, undo: w, completionTime: '2026-01-31T05:08:00Z'}", spec);
            assertThat(decide(justNow, set(1))).isEmpty();
            assertThat(decide(before, set(1))).isEqualTo(Optional.of(Purpose.FORGET));
            assertThat(RestoreHold.of(before, Optional.of(set(1)))).isEqualTo(RestoreHold.NONE);
            assertThat(RestoreDecisions.isOpen(target("{state: Succeeded}", spec)))
                    .isFalse();
        }
    }

    @Test
    void afterAnUndoTheDatabaseRunsAndAnotherRestoreIsAskedFor() {
        var undone = "{state: Cancelled, replaces: true}";
        assertThat(RestoreDecisions.isOpen(target(undone, SPEC))).isFalse();
        assertThat(RestoreHold.of(target(undone, SPEC), Optional.of(set(0)))).isEqualTo(RestoreHold.NONE);
        var another = target(undone, read(RestoreSpec.class, "{bucket: b, request: again}"));
        assertThat(RestoreHold.of(another, Optional.of(set(0)))).isEqualTo(RestoreHold.ASK);
        assertThat(decide(another, set(0))).isEqualTo(Optional.of(Purpose.ASK));
    }

    @Test
    void anUndoWaitsForNoPauseOfWhatFailedBeforeIt() {
        var word = Confirmation.word(target(null, "").object(), "run");
        var justNow = "{state: %s, run: run, undo: '" + word + "', message: m, completionTime: '2026-01-31T05:09:30Z'}";
        var first = said(target(justNow.formatted("Failed"), SPEC), RestoreTarget.UNDO, word);
        assertThat(decide(first, set(0))).isEqualTo(Optional.of(Purpose.UNDO));
        var again = said(target(justNow.formatted("Undoing"), SPEC), RestoreTarget.UNDO, word);
        assertThat(decide(again, set(0))).isEmpty();
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsAskedAgainAfterAPause() {
        var placed = "{state: Placed, message: m, completionTime: '2026-01-31T05:0%s:30Z'}";
        assertThat(decide(target(placed.formatted("9"), SPEC), set(1))).isEmpty();
        assertThat(decide(target(placed.formatted("8"), SPEC), set(1))).isEqualTo(Optional.of(Purpose.CHECK));
        assertThat(decide(target(placed.formatted("9").replace("message: m, ", ""), SPEC), set(1)))
                .as("the first time")
                .isEqualTo(Optional.of(Purpose.CHECK));
    }

    @Test
    void nothingIsDoneToADatabaseThatIsNotReadyOrToASetThatIsNotThere() {
        for (var status : List.of("{state: Placed}", "{state: Succeeded, run: r}")) {
            assertThat(RestoreDecisions.next(
                            target(status, SPEC), Optional.of(set(1)), any -> false, NOW, Duration.ofSeconds(60)))
                    .as(status)
                    .isEmpty();
        }
        for (var status : List.of("{state: Running}", "{state: Placing}", "{state: Undoing}")) {
            assertThat(RestoreDecisions.next(
                            target(status, SPEC), Optional.empty(), any -> true, NOW, Duration.ofSeconds(60)))
                    .as(status)
                    .isEmpty();
        }
    }

    private static RestoreTarget said(RestoreTarget target, String annotation, String word) {
        target.object().getMetadata().setAnnotations(Map.of(annotation, word));
        return target;
    }

    @Test
    void whatIsBeingUndoneIsUndoneEvenIfItIsAskedForAgain() {
        assertThat(decide(target("{state: Undoing}", ""), set(0))).isEqualTo(Optional.of(Purpose.UNDO));
    }

    @Test
    void anotherRestoreFromIsAnotherRestore() {
        var done = read(RestoreStatus.class, "{id: someother, state: Succeeded}");
        var target = new RestoreTarget(backups(""), SPEC, done, null, null, "data", null, null, null);
        assertThat(RestoreHold.of(target, Optional.of(set(1)))).isEqualTo(RestoreHold.ASK);
        var another = read(RestoreSpec.class, "{bucket: b, request: again}");
        for (var status : List.of(
                "{state: Placed, replaces: true}",
                "{state: Placed}",
                "{state: Succeeded}",
                "{state: Failed, replaces: true}",
                "{state: ConfirmationRequired, undo: w}")) {
            var starting = target(status, another);
            assertThat(RestoreHold.of(starting, Optional.of(set(0))))
                    .as("a database that only waits to be started after " + status)
                    .isEqualTo(RestoreHold.ASK);
        }
        assertThat(RestoreHold.of(target("{state: Failed}", another), Optional.of(set(0))))
                .as("one that never ran")
                .isEqualTo(RestoreHold.HELD);
    }

    @Test
    void whatIsInPlaceIsNotForgottenWhileAnotherRestoreIsAskedFor() {
        var another = read(RestoreSpec.class, "{bucket: b, request: again}");
        var done = target("{state: Succeeded, undo: w, run: r, completionTime: '2026-01-31T05:08:00Z'}", another);
        assertThat(decide(done, set(1))).isEqualTo(Optional.of(Purpose.ASK));
    }

    @Test
    void whatWasGatheredGoesWhenNobodyAsksForItAnyMore() {
        for (var state : List.of("Failed", "ConfirmationRequired")) {
            var gathered = "{state: " + state + ", run: r, word: w, completionTime: '2026-01-31T05:08:00Z'}";
            assertThat(decide(target(gathered, (RestoreSpec) null), set(1))).isEqualTo(Optional.of(Purpose.FORGET));
            assertThat(decide(target(gathered, SPEC), set(1))).isNotEqualTo(Optional.of(Purpose.FORGET));
            var back = target(gathered.replace("run: r", "run: r, undo: w"), (RestoreSpec) null);
            assertThat(RestoreDecisions.isOpen(back)).as("with data before").isFalse();
            assertThat(decide(said(back, RestoreTarget.UNDO, "no-w"), set(1)))
                    .as("when somebody lets them go")
                    .isEqualTo(Optional.of(Purpose.FORGET));
        }
    }

    @Test
    void aRecordWhoseStateSomebodyTookAwayIsBegunAnew() {
        assertThat(RestoreHold.of(target("{replaces: false}", SPEC), Optional.of(set(0))))
                .isEqualTo(RestoreHold.HELD);
        assertThat(decide(target("{replaces: false}", SPEC), set(0))).isEqualTo(Optional.of(Purpose.RESTORE));
    }

    @Test
    void ofAClusterThatIsDeletedOnlyVolumesOnTheirWayAreCaredForWhateverBecomesOfItsSet() {
        for (var state : List.of("Placing", "Undoing", "Running", "Placed", "Succeeded", "Failed")) {
            var target = target("{state: " + state + ", run: r}", "");
            target.object().getMetadata().setDeletionTimestamp(NOW.toString());
            assertThat(RestoreDecisions.isOpen(target))
                    .as(state)
                    .isEqualTo(Set.of("Placing", "Undoing").contains(state));
            if (RestoreDecisions.isOpen(target)) {
                assertThat(RestoreDecisions.next(target, Optional.empty(), any -> true, NOW, Duration.ofSeconds(60)))
                        .map(RestoreRun::purpose)
                        .hasValue(state.equals("Placing") ? Purpose.PLACE : Purpose.UNDO);
            }
        }
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

    private static String word() {
        var target = target(null, "");
        return Confirmation.word(target.object(), target.meant("k", "c"));
    }

    private static String asked(String word) {
        return "{state: ConfirmationRequired, replaces: true, key: k, checksum: c, word: '" + word + "'}";
    }

    static RestoreTarget target(String status, String word) {
        return new RestoreTarget(backups(word), SPEC, record(status), null, () -> set(1), "data", null, null, null);
    }

    static RestoreTarget target(String status, RestoreSpec spec) {
        return new RestoreTarget(backups(""), spec, record(status), null, () -> set(1), "data", null, null, null);
    }

    private static RestoreStatus record(String status) {
        return status == null ? null : read(RestoreStatus.class, status.replace("{", "{id: '" + ID + "', "));
    }

    private static BackupTarget backups(String word) {
        var object = new PrometheusCluster();
        object.getMetadata().setName("demo");
        object.getMetadata().setNamespace("default");
        object.getMetadata().setUid("uid");
        object.getMetadata().setAnnotations(Map.of(RestoreTarget.CONFIRMED, word));
        return new BackupTarget(
                object, read(BackupSpec.class, "{}"), null, null, null, null, null, Map.of(), null, null);
    }

    private static <T> T read(Class<T> type, String yaml) {
        return Serialization.unmarshal("---\n" + yaml, type);
    }
}
