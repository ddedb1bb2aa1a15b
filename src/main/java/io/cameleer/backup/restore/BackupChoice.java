package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.catalog.StoredBackup;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Which of the backups of a folder is meant. */
public final class BackupChoice {
    private BackupChoice() {}

    /**
     * Chooses a backup by name or key, by time, or the newest good one.
     *
     * @param all the backups, the oldest first
     * @param backup a name, a key, {@code latest} or null
     * @param before a time, RFC 3339, or null
     * @param where the folder, for people
     * @throws BackupException when there is none
     */
    public static StoredBackup of(List<StoredBackup> all, String backup, String before, String where) {
        if (backup != null && !backup.equals("latest")) {
            var name = backup.replaceFirst("^.*/\\.?", "").replaceFirst("\\.(tar|json)$", "");
            return all.stream()
                    .filter(found -> found.name().equals(name) && (!backup.contains("/") || isAt(found, backup)))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchBackup("there is no backup " + backup + " in " + where + hint(all)));
        }
        var limit = Optional.ofNullable(before).map(BackupChoice::time).orElse(Instant.MAX);
        return all.reversed().stream()
                .filter(found -> found.good() && found.time().isBefore(limit))
                .findFirst()
                .orElseThrow(() -> new BackupException("there is no good backup "
                        + (before == null ? "" : "before " + before + " ") + "in " + where + hint(all)));
    }

    private static boolean isAt(StoredBackup found, String key) {
        return key.startsWith(found.folder()) || key.endsWith("/" + found.folder());
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new BackupException("\"" + text + "\" is no time; write one as 2026-01-31T06:00:00Z", e);
        }
    }

    private static String hint(List<StoredBackup> all) {
        return all.isEmpty()
                ? "; the folder has none at all: check bucket, prefix and cluster"
                : "; it has " + all.size() + ", from " + all.getFirst().name() + " to "
                        + all.getLast().name();
    }
}
