package io.cameleer.backup.catalog;

import java.time.Instant;
import java.util.Optional;

/**
 * A backup in a store.
 *
 * @param folder the folder that it lies in, ending with a slash
 * @param time the time that it stands for
 * @param key the key of its archive, or of its manifest when it is incremental
 * @param bytes the size of all of it, 0 when unknown
 * @param manifest what it consists of; nothing for archives of other tools and when it cannot be read
 * @param problem why it cannot be restored, or nothing
 */
public record StoredBackup(
        String folder, Instant time, String key, long bytes, Optional<Manifest> manifest, Optional<String> problem) {
    /** The name by which people ask for it. */
    public String name() {
        return BackupFolder.stamp(time);
    }

    /** The cluster's name: the last part of the folder. */
    public String cluster() {
        var path = folder.replaceAll("/$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** {@code tar} or {@code incremental}. */
    public String format() {
        return key.endsWith(".tar") ? "tar" : "incremental";
    }

    /** Whether it can be restored as far as its objects' names and sizes tell. */
    public boolean good() {
        return problem.isEmpty();
    }
}
