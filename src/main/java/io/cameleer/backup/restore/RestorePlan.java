package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.Digests;
import io.cameleer.backup.SnapshotFormat;
import io.cameleer.backup.SnapshotStream;
import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.catalog.StoredBackup;
import io.cameleer.backup.store.ResumingRead;
import io.cameleer.backup.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarFile;

/**
 * The files that a restore brings, each a range of an object.
 *
 * @param backup the backup
 * @param files its files; the checksum is null when nobody wrote it down
 * @param range the time range of its samples, or nothing when no file tells it
 * @param checksum tells this content of the backup from any other: SHA-256 of all that is known of its files
 */
public record RestorePlan(
        StoredBackup backup, List<Manifest.File> files, Optional<SnapshotFormat.TimeRange> range, String checksum) {
    /** Files that tell something of the data are not larger than this, in bytes. */
    private static final int SMALL = 64 << 10;

    /**
     * Finds out what a backup consists of. An archive without a list of its files is read header by header.
     *
     * @throws BackupException when it cannot be restored; the message says why
     */
    public static RestorePlan of(Store store, StoredBackup backup, SnapshotFormat format) {
        backup.problem().ifPresent(problem -> {
            throw new BackupException(
                    "backup " + backup.name() + " cannot be restored: " + problem + "; choose another one");
        });
        var listed = backup.manifest().map(Manifest::files);
        var files = checked(listed.isPresent() ? listed.get() : scanned(store, backup));
        if (files.isEmpty()) {
            throw new BackupException("backup " + backup.name() + " holds no files; choose another one");
        }
        return new RestorePlan(backup, files, range(store, backup, files, format), checksum(store, backup, files));
    }

    /** All bytes. */
    public long bytes() {
        return files.stream().mapToLong(Manifest.File::bytes).sum();
    }

    /** Where no manifest has the checksums, the time at which the store took the archive stands for them. */
    private static String checksum(Store store, StoredBackup backup, List<Manifest.File> files) {
        var whole = backup.manifest()
                .map(manifest -> String.valueOf(manifest.sha256()))
                .or(() -> store.find(backup.key()).map(object -> String.valueOf(object.modified())))
                .orElse("");
        var all = files.stream()
                .map(file -> String.join(
                        "\t",
                        file.path(),
                        String.valueOf(file.bytes()),
                        String.valueOf(file.sha256()),
                        file.key(),
                        String.valueOf(file.offset())))
                .sorted()
                .collect(Collectors.joining("\n", whole + "\t" + backup.bytes() + "\n", "\n"));
        return Digests.of(all);
    }

    private static List<Manifest.File> checked(List<Manifest.File> files) {
        var paths = new HashSet<String>();
        for (var file : files) {
            SnapshotStream.safe(file.path(), file.path());
            if (!paths.add(file.path()) || file.bytes() < 0 || file.offset() < 0 || file.key() == null) {
                throw new BackupException("the backup is refused: its manifest names " + file.path()
                        + " twice or with impossible numbers; choose another one");
            }
        }
        return files;
    }

    private static List<Manifest.File> scanned(Store store, StoredBackup backup) {
        try (var channel = new ObjectChannel(store, backup.key(), backup.bytes());
                var tar = new TarFile(channel)) {
            var files = new ArrayList<Manifest.File>();
            for (var entry : tar.getEntries()) {
                if (!entry.isDirectory()) {
                    files.add(new Manifest.File(
                            SnapshotStream.path(entry), entry.getSize(), null, backup.key(), entry.getDataOffset()));
                }
            }
            return files;
        } catch (IOException | IllegalArgumentException e) {
            throw new BackupException(
                    "backup " + backup.name() + " cannot be restored: " + backup.key() + " is no whole tar archive ("
                            + e.getMessage() + "); choose another one",
                    e);
        }
    }

    private static Optional<SnapshotFormat.TimeRange> range(
            Store store, StoredBackup backup, List<Manifest.File> files, SnapshotFormat format) {
        var told = backup.manifest()
                .filter(manifest -> manifest.from() != null && manifest.to() != null)
                .map(manifest ->
                        new SnapshotFormat.TimeRange(Instant.parse(manifest.from()), Instant.parse(manifest.to())));
        if (told.isPresent()) {
            return told;
        }
        SnapshotFormat.TimeRange all = null;
        for (var file : files) {
            if (file.bytes() > 0 && file.bytes() <= SMALL && format.tellsTimeRange(file.path())) {
                try (var in = new ResumingRead(store, file.key(), file.offset(), file.bytes())) {
                    var found = format.timeRange(file.path(), in.readAllBytes());
                    all = found.isPresent() ? found.get().and(all) : all;
                } catch (IOException e) {
                    throw new BackupException("reading " + file.key() + " failed: " + e.getMessage(), e);
                }
            }
        }
        return Optional.ofNullable(all);
    }
}
