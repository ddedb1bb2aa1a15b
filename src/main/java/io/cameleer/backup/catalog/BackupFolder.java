package io.cameleer.backup.catalog;

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
public record BackupFolder(String path) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final String PIN = ".pin-";

    /** The folder of a cluster. */
    public static BackupFolder of(StoreLocation location, String cluster) {
        return new BackupFolder(location.folder(cluster));
    }

    /** A backup's name: the time that it stands for. */
    public static String stamp(Instant time) {
        return STAMP.format(time);
    }

    /** The time that a name stands for, or nothing when it is no backup's name. */
    public static Optional<Instant> time(String stamp) {
        try {
            return Optional.of(STAMP.parse(stamp, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The key of what tells whose folder it is. */
    public String owner() {
        return path + ".owner.json";
    }

    /** The key of an archive. */
    public String archive(Instant time) {
        return path + stamp(time) + ".tar";
    }

    /** The key of a manifest. */
    public String manifest(Instant time) {
        return path + "." + stamp(time) + ".json";
    }

    /** What an unfinished incremental backup refers to. */
    public String pending(Instant time) {
        return path + "." + stamp(time) + ".pending";
    }

    /** The pin of somebody who restores a backup; what all of its pins begin with when the text is empty. */
    public String pin(Instant time, String whose) {
        return path + "." + stamp(time) + PIN + whose;
    }

    /** The files that only one incremental backup needs. */
    public String own(Instant time) {
        return path + "." + stamp(time) + "/";
    }

    /** The files that incremental backups share. */
    public String shared() {
        return path + ".blocks/";
    }

    /** The time of an archive, by its key. */
    public Optional<Instant> ofArchive(String key) {
        return named(key, "", ".tar");
    }

    /** The time of a manifest, by its key. */
    public Optional<Instant> ofManifest(String key) {
        return named(key, ".", ".json");
    }

    /** The time of an unfinished backup, by its key. */
    public Optional<Instant> ofPending(String key) {
        return named(key, ".", ".pending");
    }

    /** The time of the backup that somebody restores, by the key of the pin. */
    public Optional<Instant> ofPin(String key) {
        var end = key.indexOf(PIN, path.length());
        return end < 0 ? Optional.empty() : named(key.substring(0, end), ".", "");
    }

    private Optional<Instant> named(String key, String before, String after) {
        var head = path + before;
        return key.startsWith(head) && key.endsWith(after) && key.length() == head.length() + 16 + after.length()
                ? time(key.substring(head.length(), head.length() + 16))
                : Optional.empty();
    }
}
