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
