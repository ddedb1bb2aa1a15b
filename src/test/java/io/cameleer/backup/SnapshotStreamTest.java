package io.cameleer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotStreamTest {
    @Test
    void everyFileIsFoundInTheCopyAtTheOffsetThatIsTold() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            put(tar, "snap/01ARZ3NDEKTSV4RRFFQ69G5FAV/meta.json", "{}");
            put(tar, "snap/" + "a".repeat(90) + "/" + "b".repeat(90), "behind a header of its own");
            put(tar, "snap/empty", "");
            put(tar, "snap/last", "x".repeat(5000));
        }
        var copy = new ByteArrayOutputStream();
        var found = new TreeMap<String, String>();
        SnapshotStream.read(new ByteArrayInputStream(bytes.toByteArray()), copy, (path, size, offset, content) -> {
            content.readAllBytes();
            found.put(path, offset + "+" + size);
        });
        assertThat(copy.toByteArray()).isEqualTo(bytes.toByteArray());
        assertThat(found).hasSize(4);
        found.forEach((path, where) -> {
            var offset = Integer.parseInt(where.split("\\+")[0]);
            var size = Integer.parseInt(where.split("\\+")[1]);
            var content =
                    new String(Arrays.copyOfRange(copy.toByteArray(), offset, offset + size), StandardCharsets.UTF_8);
            assertThat(content)
                    .isEqualTo(
                            switch (path) {
                                case "empty" -> "";
                                case "last" -> "x".repeat(5000);
                                case "01ARZ3NDEKTSV4RRFFQ69G5FAV/meta.json" -> "{}";
                                default -> "behind a header of its own";
                            });
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "snap/../../etc/passwd",
                "snap/a/../../b",
                "..",
                "snap/..",
                "snap/a//b",
                "snap/a b",
                "snap/a\nb",
                "snap/./a",
                "snap",
                ""
            })
    void aPathThatLeadsElsewhereIsRefused(String name) {
        assertThatThrownBy(() -> SnapshotStream.path(new TarArchiveEntry(name, true)))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("is refused");
    }

    @Test
    void aLinkIsRefused() {
        for (var kind :
                new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_CHR, TarConstants.LF_FIFO}) {
            assertThatThrownBy(() -> SnapshotStream.path(new TarArchiveEntry("snap/file", kind)))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("neither a plain file nor a folder");
        }
    }

    @Test
    void aStreamThatEndsTooEarlyIsAnError() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            put(tar, "snap/file", "x".repeat(5000));
        }
        var cut = Arrays.copyOf(bytes.toByteArray(), 2000);
        assertThatThrownBy(() -> SnapshotStream.read(
                        new ByteArrayInputStream(cut),
                        new ByteArrayOutputStream(),
                        (path, size, offset, content) -> content.readAllBytes()))
                .isInstanceOf(IOException.class);
    }

    private static void put(TarArchiveOutputStream tar, String name, String content) throws IOException {
        var entry = new TarArchiveEntry(name);
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }
}
