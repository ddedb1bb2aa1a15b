package io.cameleer.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.catalog.BackupOwner;
import io.cameleer.backup.catalog.Holdings;
import io.cameleer.backup.catalog.Manifests;
import io.cameleer.backup.catalog.StoredBackup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackupChoiceTest {
    private static final BackupOwner DEV = new BackupOwner("PrometheusCluster", "dev", "demo");

    @Test
    void aBackupIsChosenByNameByKeyByTimeOrAsTheNewestGoodOne() {
        var all = List.of(
                archive("2026-01-01T00:00:00Z", true),
                archive("2026-01-02T00:00:00Z", true),
                archive("2026-01-03T00:00:00Z", false));
        assertThat(any(all, null, null)).isEqualTo("20260102T000000Z");
        assertThat(any(all, "latest", null)).isEqualTo("20260102T000000Z");
        assertThat(any(all, "20260101T000000Z", null)).isEqualTo("20260101T000000Z");
        assertThat(any(all, "team/demo/20260101T000000Z.tar", null)).isEqualTo("20260101T000000Z");
        assertThat(any(all, "team/demo/.20260101T000000Z.json", null)).isEqualTo("20260101T000000Z");
        assertThat(any(all, null, "2026-01-02T00:00:00Z")).isEqualTo("20260101T000000Z");
        assertThat(any(all, null, "2026-01-02T02:00:00+01:00")).isEqualTo("20260102T000000Z");
        assertThatThrownBy(() -> any(all, "20250101T000000Z", null))
                .isInstanceOf(BackupException.class)
                .hasMessage(
                        "there is no backup 20250101T000000Z in bucket/team/demo/; it has 3, from 20260101T000000Z to 20260103T000000Z");
        assertThatThrownBy(() -> any(all, null, "2025-01-01T00:00:00Z"))
                .hasMessageContaining("there is no good backup before 2025-01-01T00:00:00Z");
        assertThatThrownBy(() -> any(all, null, "yesterday")).hasMessageContaining("\"yesterday\" is no time");
        assertThatThrownBy(() -> any(List.of(), null, null))
                .hasMessageContaining("the folder has none at all: check bucket, prefix and cluster");
    }

    @Test
    void anArchiveWithoutAManifestIsTheNewestOnlyWhereThereIsNoneWithOne() {
        var whole = of("team", "2026-01-01T00:00:00Z");
        var archive = archive("team/demo/", "2026-01-02T00:00:00Z", true);
        assertThat(any(List.of(whole, archive), null, null)).isEqualTo(whole.name());
        assertThat(any(List.of(whole, archive), null, "2026-01-03T00:00:00Z")).isEqualTo(archive.name());
        assertThat(any(List.of(archive), null, null)).isEqualTo(archive.name());
    }

    @Test
    void whatIsAnothersIsToldAndNotTaken() {
        var own = List.of(of("prod", "2026-01-01T00:00:00Z"));
        var shared = new Holdings("bucket/team/demo/", Optional.empty(), own, List.of(), List.of(DEV));
        assertThat(BackupChoice.of(shared, null, null).name()).isEqualTo("20260101T000000Z");
        assertThatThrownBy(() -> BackupChoice.of(shared, "20260102T000000Z", null))
                .hasMessage("there is no backup 20260102T000000Z in bucket/team/demo/; it has 1, from 20260101T000000Z"
                        + " to 20260101T000000Z; it also holds those of PrometheusCluster dev/demo: name that cluster"
                        + " to take one");
        var foreign = new Holdings("bucket/team/demo/", Optional.empty(), List.of(), List.of(), List.of(DEV));
        assertThatThrownBy(() -> BackupChoice.of(foreign, null, null))
                .hasMessage(
                        "there is no good backup in bucket/team/demo/; it holds those of PrometheusCluster dev/demo:"
                                + " name that cluster to take one");
    }

    @Test
    void anArchiveThatMayBeAnybodysIsTakenByItsKeyOnly() {
        var archive = archive("2026-01-04T00:00:00Z", true);
        var own = List.of(of("prod", "2026-01-01T00:00:00Z"));
        var shared = new Holdings("bucket/team/demo/", Optional.empty(), own, List.of(archive), List.of(DEV));
        assertThat(BackupChoice.of(shared, null, null).name()).isEqualTo("20260101T000000Z");
        assertThatThrownBy(() -> BackupChoice.of(shared, "20260104T000000Z", null))
                .hasMessageEndingWith("; 1 without a manifest may be anybody's: name the one that is meant by its key");
        assertThat(BackupChoice.of(shared, "team/demo/20260104T000000Z.tar", null))
                .isEqualTo(archive);
        assertThatThrownBy(() -> BackupChoice.of(shared, "other/demo/20260104T000000Z.tar", null))
                .hasMessageStartingWith("there is no backup other/demo/20260104T000000Z.tar in");
    }

    @Test
    void ofSeveralClustersNoneIsGuessedAt() {
        var all = List.of(of("prod", "2026-01-01T00:00:00Z"), of("dev", "2026-01-01T00:00:00Z"));
        assertThatThrownBy(() -> any(all, null, null))
                .hasMessage("bucket/team/demo/ holds the backups of PrometheusCluster dev/demo and PrometheusCluster"
                        + " prod/demo; name by its key the one that is meant");
        assertThatThrownBy(() -> any(all, "20260101T000000Z", null))
                .hasMessage("2 backups in bucket/team/demo/ have the name 20260101T000000Z: prod/demo/x.tar,"
                        + " dev/demo/x.tar; name by its key the one that is meant");
        assertThat(any(all, "dev/demo/20260101T000000Z.tar", null)).isEqualTo("20260101T000000Z");
        var tools =
                List.of(archive("2026-01-01T00:00:00Z", true), archive("other/demo/", "2026-01-02T00:00:00Z", true));
        assertThatThrownBy(() -> any(tools, "latest", null))
                .hasMessage("bucket/team/demo/ holds the backups of several clusters: team/demo/, other/demo/;"
                        + " name by its key the one that is meant");
        var many = IntStream.range(0, 9)
                .mapToObj(i -> of("n" + i, "2026-01-01T00:00:00Z"))
                .toList();
        assertThatThrownBy(() -> any(many, null, null))
                .hasMessageContaining("PrometheusCluster n4/demo and 4 more; name");
    }

    private static String any(List<StoredBackup> all, String backup, String before) {
        return BackupChoice.of(Holdings.ofAll("bucket/team/demo/", all), backup, before)
                .name();
    }

    private static StoredBackup archive(String time, boolean good) {
        return archive("team/demo/", time, good);
    }

    private static StoredBackup archive(String folder, String time, boolean good) {
        return new StoredBackup(
                folder,
                Instant.parse(time),
                folder + "x.tar",
                1,
                Optional.empty(),
                good ? Optional.empty() : Optional.of("broken"));
    }

    private static StoredBackup of(String namespace, String time) {
        var folder = namespace + "/demo/";
        return new StoredBackup(
                folder,
                Instant.parse(time),
                folder + "x.tar",
                1,
                Optional.of(Manifests.archive(namespace, "demo", time, folder + "x.tar")),
                Optional.empty());
    }
}
