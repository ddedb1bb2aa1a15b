package io.cameleer.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.backup.BackupSpec;
import io.cameleer.prometheus.PrometheusCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");

    @Test
    void whatIsBeyondTheCountGoesTheOldestFirst() {
        assertThat(expired(daily(5), new BackupSpec.Retention(2, null, null)))
                .containsExactly("20260126T000000Z", "20260127T000000Z", "20260128T000000Z");
    }

    @Test
    void whatIsTooOldGoesHoweverFewThereAre() {
        assertThat(expired(daily(5), new BackupSpec.Retention(10, "3d", null)))
                .containsExactly("20260126T000000Z", "20260127T000000Z");
    }

    @Test
    void theNewestGoodBackupStaysHoweverOldItIs() {
        var all = new ArrayList<StoredBackup>();
        all.add(backup(NOW.minus(Duration.ofDays(400)), "demo", Optional.empty()));
        all.add(backup(NOW.minus(Duration.ofDays(300)), "demo", Optional.of("its archive is gone")));
        assertThat(expired(all, new BackupSpec.Retention(1, "1d", null))).containsExactly("20250406T000000Z");
    }

    @Test
    void brokenBackupsTakeNoGoodOnesPlace() {
        var all = new ArrayList<StoredBackup>();
        all.add(backup(NOW.minus(Duration.ofDays(20)), "demo", Optional.of("its archive is gone")));
        all.addAll(daily(4));
        for (var hour = 3; hour >= 1; hour--) {
            all.add(backup(NOW.minus(Duration.ofHours(hour)), "demo", Optional.of("its archive is gone")));
        }
        assertThat(expired(all, new BackupSpec.Retention(3, null, null)))
                .as("what has three good ones after it")
                .containsExactly("20260111T000000Z", "20260127T000000Z");
    }

    @Test
    void whatIsSparedStaysBesideThoseThatAreKept() {
        var spared = Set.of(NOW.minus(Duration.ofDays(5)), NOW.minus(Duration.ofDays(1)));
        var outcome = plan(daily(5), new BackupSpec.Retention(2, "3d", null), spared);
        assertThat(outcome.expired())
                .extracting(StoredBackup::name)
                .containsExactly("20260127T000000Z", "20260128T000000Z");
        assertThat(outcome.kept()).isEqualTo(3);
        assertThat(outcome.spared()).as("of these beyond the limits").isEqualTo(1);
    }

    @Test
    void archivesOfOthersAndWithoutAManifestAreNeverTouched() {
        var all = new ArrayList<>(daily(3));
        all.add(new StoredBackup(
                "demo/", NOW.minus(Duration.ofDays(900)), "demo/x.tar", 1, Optional.empty(), Optional.empty()));
        all.add(backup(NOW.minus(Duration.ofDays(900)), "other", Optional.empty()));
        assertThat(expired(all, new BackupSpec.Retention(3, "30d", null))).isEmpty();
    }

    @Test
    void anAgeIsReadInEveryUnit() {
        assertThat(new BackupSpec.Retention(null, "36h", null).duration()).isEqualTo(Duration.ofHours(36));
        assertThat(new BackupSpec.Retention(null, "2w", null).duration()).isEqualTo(Duration.ofDays(14));
        assertThat(new BackupSpec.Retention(null, "1y", null).duration()).isEqualTo(Duration.ofDays(365));
        assertThat(new BackupSpec.Retention(1, null, null).duration()).isNull();
    }

    private static List<String> expired(List<StoredBackup> all, BackupSpec.Retention limits) {
        return expired(all, limits, Set.of());
    }

    private static List<String> expired(List<StoredBackup> all, BackupSpec.Retention limits, Set<Instant> spared) {
        return plan(all, limits, spared).expired().stream()
                .map(StoredBackup::name)
                .toList();
    }

    private static Retention.Outcome plan(List<StoredBackup> all, BackupSpec.Retention limits, Set<Instant> spared) {
        var owner = new PrometheusCluster();
        owner.getMetadata().setName("demo");
        owner.getMetadata().setNamespace("default");
        return Retention.plan(all, limits, owner, spared, NOW);
    }

    private static List<StoredBackup> daily(int days) {
        var all = new ArrayList<StoredBackup>();
        for (var day = days; day >= 1; day--) {
            all.add(backup(NOW.minus(Duration.ofDays(day)), "demo", Optional.empty()));
        }
        return all;
    }

    private static StoredBackup backup(Instant time, String name, Optional<String> problem) {
        var manifest = Manifests.archive("default", name, time.toString(), "demo/x.tar");
        return new StoredBackup("demo/", time, "demo/x.tar", 1, Optional.of(manifest), problem);
    }
}
