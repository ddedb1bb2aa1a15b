package io.cameleer.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.reconcile.Conditions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackupHealthTest {
    private static final String AGAIN = "failures: 2, retryTime: '2026-01-31T00:02:00Z'";
    private static final String TOLD =
            " (failures in a row: 2; tried again at 2026-01-31T00:02:00Z, or at the schedule's next time if that is before)";
    private static final Conditions CONDITIONS = new Conditions(List.of(), 1, Instant.parse("2026-01-31T05:10:00Z"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | state: Succeeded, key: k, bytes: 7 | True | Stored | k was stored: 7 bytes.",
                "{} | state: Failed, trigger: request, message: m, " + AGAIN + " | False | Failed | m",
                "{} | state: Failed, trigger: schedule, message: m | False | Failed | m",
                "{} | state: Failed, trigger: schedule, message: m, " + AGAIN + " | False | Failed | m" + TOLD,
                "{startingDeadlineSeconds: 120} | state: Failed, trigger: schedule, message: m, " + AGAIN
                        + " | False | Failed | m" + TOLD,
                "{startingDeadlineSeconds: 119} | state: Failed, trigger: schedule, message: m, " + AGAIN
                        + " | False | Failed | m",
                "{suspend: true} | state: Failed, trigger: schedule, message: m, " + AGAIN + " | False | Failed | m",
                "{} | state: Waiting, trigger: schedule, message: m | False | Waiting | m"
            })
    void theConditionTellsOfTheLastBackup(String spec, String record, String status, String reason, String message) {
        var condition = BackupHealth.condition(target(spec, record), CONDITIONS).orElseThrow();
        assertThat(condition.getStatus()).isEqualTo(status);
        assertThat(condition.getReason()).isEqualTo(reason);
        assertThat(condition.getMessage()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Running", "Cancelled"})
    void whatHasNoEndIsNotTold(String state) {
        assertThat(BackupHealth.condition(target("{}", "state: " + state), CONDITIONS))
                .isEmpty();
    }

    private static BackupTarget target(String spec, String record) {
        return BackupDecisionsTest.target(
                "schedule: '@daily', " + spec.substring(1, spec.length() - 1),
                "",
                "{backup: {time: '2026-01-31T00:00:00Z', " + record + "}}");
    }
}
