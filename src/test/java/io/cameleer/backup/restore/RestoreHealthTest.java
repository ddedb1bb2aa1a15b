package io.cameleer.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.reconcile.Conditions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoreHealthTest {
    private static final Conditions CONDITIONS = new Conditions(List.of(), 1, Instant.parse("2026-01-31T05:10:00Z"));

    @Test
    void nothingComesAfterTheCommandThatPeopleCopy() {
        for (var status : List.of(
                "{state: Placed, backup: b, undo: w}",
                "{state: Placed, backup: b, message: m, undo: w}",
                "{state: Succeeded, backup: b, run: r, undo: w}",
                "{state: Failed, message: m, replaces: true, undo: w}",
                "{state: Failed, message: m, undo: w}")) {
            assertThat(told(RestoreDecisionsTest.target(status, ""))).endsWith(" cameleer.io/restore-undo=w");
        }
        assertThat(told(RestoreDecisionsTest.target("{state: ConfirmationRequired, undo: w}", (RestoreSpec) null)))
                .isEqualTo("No restore is asked for. The data before are still there; the annotation"
                        + " cameleer.io/restore-undo=no-w lets them go, and they are back by:"
                        + " kubectl annotate -n default prometheuscluster demo --overwrite cameleer.io/restore-undo=w");
    }

    @Test
    void whatKeepsTheOldDataOnTheVolumesIsTold() {
        assertThat(told(RestoreDecisionsTest.target("{state: Succeeded, backup: b, run: r, message: m}", "")))
                .isEqualTo("Backup b is restored. The data before are still on the volumes: m; it is tried again.");
    }

    @Test
    void whatIsInPlaceIsToldThoughRestoreFromIsGone() {
        var placed = "{state: Placed, backup: b, message: m}";
        assertThat(told(RestoreDecisionsTest.target(placed, (RestoreSpec) null)))
                .isEqualTo("The data of backup b are in place; the database starts. It cannot be asked yet: m.");
        var failed = RestoreDecisionsTest.target("{state: Failed, message: m, run: r}", (RestoreSpec) null);
        assertThat(RestoreHealth.restored(failed, CONDITIONS))
                .as("nothing of it is in place")
                .isEmpty();
        var refused = RestoreDecisionsTest.target("{state: Failed, message: m, run: r, undo: w}", (RestoreSpec) null);
        assertThat(told(refused)).startsWith("m. The data before are still there;");
        assertThat(RestoreHealth.trouble(refused))
                .as("it keeps no cluster from starting")
                .isEmpty();
    }

    @Test
    void aRecordWhoseStateSomebodyTookAwayIsToldAsOneThatBegins() {
        var target = RestoreDecisionsTest.target("{replaces: false}", "");
        assertThat(told(target)).isEqualTo("The backup is being looked for.");
        assertThat(RestoreHealth.trouble(target)).isEmpty();
    }

    private static String told(RestoreTarget target) {
        return RestoreHealth.restored(target, CONDITIONS).orElseThrow().getMessage();
    }
}
