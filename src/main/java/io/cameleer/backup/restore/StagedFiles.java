package io.cameleer.backup.restore;

import io.cameleer.backup.catalog.Manifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files that an interrupted restore brought to a volume already, by their checksums. */
final class StagedFiles {
    private final Map<String, String> checksums = new HashMap<>();

    /** Reads lines as sha256sum prints them. */
    void read(List<String> lines) {
        for (var line : lines) {
            var words = line.split("\\s+", 2);
            if (words.length == 2) {
                checksums.put(words[1].replaceFirst("^\\*?\\./", ""), words[0]);
            }
        }
    }

    /** Whether a file is there as it should be; one whose checksum nobody wrote down is brought again. */
    boolean has(Manifest.File file) {
        return file.sha256() != null && file.sha256().equals(checksums.get(file.path()));
    }
}
