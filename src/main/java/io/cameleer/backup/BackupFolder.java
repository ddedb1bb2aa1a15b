package io.cameleer.backup;

import io.cameleer.backup.store.StoreLocation;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * The keys of a cluster's backups. Everything that tsdb-operator does not know begins with a dot, so that tools which take
 * the last key for the newest archive go on to do so.
 *
 * @param path the folder, ending with a slash
 */
record BackupFolder(String path) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    static BackupFolder of(StoreLocation location, String cluster) {
        return new BackupFolder(location.folder(cluster));
    }

    /** A backup's name: the time that it stands for. */
    static String stamp(Instant time) {
        return STAMP.format(time);
    }

    /** The time that a name stands for, or nothing when it is no backup's name. */
    static Optional<Instant> time(String stamp) {
        try {
            return Optional.of(STAMP.parse(stamp, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    String archive(Instant time) {
        return path + stamp(time) + ".tar";
    }

    String manifest(Instant time) {
        return path + "." + stamp(time) + ".json";
    }

    /** What an unfinished incremental backup refers to. */
    String pending(Instant time) {
        return path + "." + stamp(time) + ".pending";
    }

    /** The files that only one incremental backup needs. */
    String own(Instant time) {
        return path + "." + stamp(time) + "/";
    }

    /** The files that incremental backups share. */
    String shared() {
        return path + ".blocks/";
    }

    /** The time of an archive, by its key. */
    Optional<Instant> ofArchive(String key) {
        return named(key, "", ".tar");
    }

    /** The time of a manifest, by its key. */
    Optional<Instant> ofManifest(String key) {
        return named(key, ".", ".json");
    }

    /** The time of an unfinished backup, by its key. */
    Optional<Instant> ofPending(String key) {
        return named(key, ".", ".pending");
    }

    private Optional<Instant> named(String key, String before, String after) {
        var head = path + before;
        return key.startsWith(head) && key.endsWith(after) && key.length() == head.length() + 16 + after.length()
                ? time(key.substring(head.length(), head.length() + 16))
                : Optional.empty();
    }
}
