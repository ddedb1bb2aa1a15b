package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.catalog.BackupOwner;
import io.cameleer.backup.catalog.Holdings;
import io.cameleer.backup.catalog.StoredBackup;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which of the backups of a folder is meant. */
public final class BackupChoice {
    private static final int TOLD = 5;

    private BackupChoice() {}

    /**
     * Chooses one of a cluster's own backups by name or key, by time, or the newest good one. A key may also name an archive of
     * which it is not clear whose it is.
     *
     * @param backup a name, a key, {@code latest} or null
     * @param before a time, RFC 3339, or null
     * @throws BackupException when there is none, or when it is not told which
     */
    public static StoredBackup of(Holdings holdings, String backup, String before) {
        if (backup != null && !backup.equals("latest")) {
            return named(holdings, backup);
        }
        var owners = Holdings.owners(holdings.own());
        var folders =
                holdings.own().stream().map(StoredBackup::folder).distinct().toList();
        if (owners.size() > 1 || folders.size() > 1) {
            throw new BackupException(holdings.where() + " holds the backups of "
                    + (owners.size() > 1 ? BackupOwner.told(owners) : "several clusters: " + told(folders))
                    + "; name by its key the one that is meant");
        }
        var limit = Optional.ofNullable(before).map(BackupChoice::time).orElse(Instant.MAX);
        var good = holdings.own().reversed().stream()
                .filter(found -> found.good() && found.time().isBefore(limit))
                .toList();
        // What lies under an archive's key without a manifest may be half of something; who names a time gets what is
        // nearest.
        return good.stream()
                .filter(found -> before != null || found.manifest().isPresent())
                .findFirst()
                .or(() -> good.stream().findFirst())
                .orElseThrow(() -> new BackupException("there is no good backup "
                        + (before == null ? "" : "before " + before + " ") + "in " + holdings.where()
                        + hint(holdings)));
    }

    private static StoredBackup named(Holdings holdings, String backup) {
        var folder = backup.substring(0, backup.lastIndexOf('/') + 1);
        var name = backup.substring(folder.length()).replaceFirst("^\\.", "").replaceFirst("\\.(tar|json)$", "");
        var candidates = folder.isEmpty()
                ? holdings.own().stream()
                : Stream.concat(holdings.own().stream(), holdings.unclear().stream())
                        .filter(found -> found.folder().equals(folder));
        var all = candidates.filter(found -> found.name().equals(name)).toList();
        if (all.size() > 1) {
            throw new BackupException(all.size() + " backups in " + holdings.where() + " have the name " + name + ": "
                    + told(all.stream().map(StoredBackup::key).toList()) + "; name by its key the one that is meant");
        }
        return all.stream()
                .findFirst()
                .orElseThrow(() ->
                        new NoSuchBackup("there is no backup " + backup + " in " + holdings.where() + hint(holdings)));
    }

    private static String told(List<String> all) {
        return all.stream().limit(TOLD).collect(Collectors.joining(", ")) + (all.size() > TOLD ? ", …" : "");
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new BackupException("\"" + text + "\" is no time; write one as 2026-01-31T06:00:00Z", e);
        }
    }

    private static String hint(Holdings holdings) {
        var own = holdings.own();
        if (own.isEmpty() && holdings.others().isEmpty()) {
            return "; the folder has none at all: check bucket, prefix and cluster";
        }
        return (own.isEmpty()
                        ? ""
                        : "; it has " + own.size() + ", from " + own.getFirst().name() + " to "
                                + own.getLast().name())
                + (holdings.others().isEmpty()
                        ? ""
                        : (own.isEmpty() ? "; it holds those of " : "; it also holds those of ")
                                + BackupOwner.told(holdings.others())
                                + ": name that cluster to take one")
                + (holdings.unclear().isEmpty()
                        ? ""
                        : "; " + holdings.unclear().size()
                                + " without a manifest may be anybody's: name the one that is meant by its key");
    }
}
