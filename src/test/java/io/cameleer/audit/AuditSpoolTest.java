package io.cameleer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditSpoolTest {
    @TempDir
    private Path folder;

    @Test
    void recordsComeOutInOrderAndAgainUntilTheyAreCommitted() throws IOException {
        try (var spool = new AuditSpool(folder)) {
            spool.write(List.of(record("1"), record("2"), record("3")));
            assertThat(ids(spool.next(2))).containsExactly("1", "2");
            assertThat(ids(spool.next(2))).containsExactly("1", "2");
            spool.commit(spool.next(2));
            assertThat(ids(spool.next(2))).containsExactly("3");
        }
    }

    @Test
    void aNewProcessGoesOnWhereTheLastOneCommitted() throws IOException {
        try (var spool = new AuditSpool(folder)) {
            spool.write(List.of(record("1"), record("2")));
            spool.commit(spool.next(1));
        }
        try (var spool = new AuditSpool(folder)) {
            assertThat(ids(spool.next(10))).containsExactly("2");
        }
    }

    @Test
    void aRecordThatACrashCutOffIsDroppedAndTheNextOneIsWhole() throws IOException {
        try (var spool = new AuditSpool(folder)) {
            spool.write(List.of(record("1")));
        }
        Files.writeString(folder.resolve("audit.jsonl"), "{\"eventId\":\"tor", StandardOpenOption.APPEND);
        try (var spool = new AuditSpool(folder)) {
            spool.write(List.of(record("2")));
            assertThat(ids(spool.next(10))).containsExactly("1", "2");
        }
    }

    @Test
    void anEmptySpoolGivesItsSpaceBack() throws IOException {
        try (var spool = new AuditSpool(folder)) {
            spool.write(List.of(record("1")));
            spool.commit(spool.next(10));
            assertThat(Files.size(folder.resolve("audit.jsonl"))).isZero();
            spool.write(List.of(record("2")));
            assertThat(ids(spool.next(10))).containsExactly("2");
        }
    }

    @Test
    void aFolderHasOneOwner() throws IOException {
        try (var spool = new AuditSpool(folder)) {
            assertThat(spool.waiting()).isZero();
            assertThatThrownBy(() -> new AuditSpool(folder)).isInstanceOf(OverlappingFileLockException.class);
        }
    }

    @Test
    void whatIsNoRecordIsToldApartAndStopsNoOther() throws IOException {
        try (var spool = new AuditSpool(folder)) {
            spool.write(List.of(record("1")));
        }
        Files.writeString(
                folder.resolve("audit.jsonl"), "{\"eventId\":\"torn\u00e9\n\n[]\n", StandardOpenOption.APPEND);
        try (var spool = new AuditSpool(folder)) {
            spool.write(List.of(record("2")));
            var batch = spool.next(10);
            assertThat(ids(batch)).containsExactly("1", "2");
            assertThat(batch.unreadable()).containsExactly("{\"eventId\":\"torn\u00e9", "", "[]");

            spool.reject(batch.unreadable());
            spool.reject(List.of("one more"));
            spool.commit(batch);
            assertThat(spool.waiting()).isZero();
            assertThat(folder.resolve("rejected.jsonl"))
                    .content()
                    .isEqualTo("{\"eventId\":\"torn\u00e9\n\n[]\none more\n");
        }
    }

    @Test
    void aLineIsReadHoweverLongItIs() throws IOException {
        Files.writeString(folder.resolve("audit.jsonl"), "x".repeat(9 << 20) + "\n");
        try (var spool = new AuditSpool(folder)) {
            spool.write(List.of(record("1")));
            var batch = spool.next(1);
            assertThat(batch.unreadable().getFirst()).hasSize(9 << 20);
            spool.commit(batch);
            assertThat(ids(spool.next(1))).containsExactly("1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "-1", "99999999999999999999", "12345678"})
    void aPositionThatAPowerCutSpoiltSendsAllOfItAgain(String position) throws IOException {
        try (var spool = new AuditSpool(folder)) {
            spool.write(List.of(record("1"), record("2")));
            spool.commit(spool.next(1));
        }
        Files.writeString(folder.resolve("drained"), position);
        try (var spool = new AuditSpool(folder)) {
            spool.write(List.of(record("3")));
            assertThat(ids(spool.next(10))).endsWith("3");
        }
    }

    @Test
    void whateverATextIsMadeOfItCanBeStored() {
        var record = new AuditRecord(
                "1",
                "kind",
                "namespace",
                "cluster",
                "backup",
                "mallory\0\u001b[2J",
                "2026-01-31T05:00:00Z",
                "success",
                "\ud800" + "\ud83d\ude00".repeat(20_000));
        assertThat(record.operator()).isEqualTo("mallory\ufffd\ufffd[2J");
        assertThat(record.detail()).startsWith("\ufffd\ud83d\ude00").hasSize(1 + 2 * 16_383);
        assertThat(record("1").detail()).isEqualTo("spec.replicas \"1\" -> \"2\"\nand a second line");
    }

    private static List<String> ids(AuditSpool.Batch batch) {
        return batch.records().stream().map(AuditRecord::eventId).toList();
    }

    private static AuditRecord record(String id) {
        return new AuditRecord(
                id,
                "PrometheusCluster",
                "default",
                "demo",
                "update",
                "cameleer",
                "2026-01-31T05:00:00Z",
                "success",
                "spec.replicas \"1\" -> \"2\"\nand a second line");
    }
}
