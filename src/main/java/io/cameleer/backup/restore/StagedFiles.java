package io.cameleer.backup.restore;

import io.cameleer.backup.catalog.Manifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files that an interrupted restore brought to a volume already: each lies there only since its checksum was found right. */
final class StagedFiles {
    private final Map<String, Long> sizes = new HashMap<>();

    /** Reads lines of a size, a space and a path. */
    void read(List<String> lines) {
        for (var line : lines) {
            var words = line.split(" ", 2);
            if (words.length == 2) {
                sizes.put(words[1].replaceFirst("^\\./", ""), Long.valueOf(words[0]));
            }
        }
    }

    /** Whether a file is there. */
    boolean has(Manifest.File file) {
        return Long.valueOf(file.bytes()).equals(sizes.get(file.path()));
    }
}
