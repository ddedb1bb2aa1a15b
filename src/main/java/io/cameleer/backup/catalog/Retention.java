package io.cameleer.backup.catalog;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoredObject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which backups of a folder may go, and their removal. Only backups whose manifest names the very cluster are ever touched:
 * archives of other tools, of other clusters and without a readable manifest stay.
 */
public final class Retention {
    private Retention() {}

    /**
     * What a retention comes to.
     *
     * @param expired the backups that go, the oldest first
     * @param kept how many of the cluster's own stay
     */
    public record Outcome(List<StoredBackup> expired, int kept) {}

    /** The backups that go: those beyond the count or the age. The newest good one stays whatever the limits say. */
    public static Outcome plan(List<StoredBackup> all, BackupSpec.Retention limits, HasMetadata owner, Instant now) {
        var own = all.stream()
                .filter(isOf(BackupOwner.of(owner)))
                .sorted((one, other) -> other.time().compareTo(one.time()))
                .toList();
        var last = own.stream().filter(StoredBackup::good).findFirst();
        var oldest = Optional.ofNullable(limits.duration()).map(now::minus);
        var expired = new ArrayList<StoredBackup>();
        for (var i = 0; i < own.size(); i++) {
            var backup = own.get(i);
            var tooMany = limits.count() != null && i >= limits.count();
            var tooOld = oldest.map(limit -> backup.time().isBefore(limit)).orElse(false);
            if ((tooMany || tooOld) && !last.equals(Optional.of(backup))) {
                expired.addFirst(backup);
            }
        }
        return new Outcome(List.copyOf(expired), own.size() - expired.size());
    }

    private static Predicate<StoredBackup> isOf(BackupOwner owner) {
        return backup -> backup.manifest().map(Manifest::owner).equals(Optional.of(owner));
    }

    /**
     * Removes backups, each with its manifest last: what an interruption leaves is still known, and removed next time.
     *
     * @throws BackupException when the store refuses
     */
    public static void remove(Store store, BackupFolder folder, List<StoredBackup> expired) {
        for (var backup : expired) {
            var own = new ArrayList<String>();
            if (backup.format().equals("tar")) {
                own.add(backup.key());
            }
            store.list(folder.own(backup.time())).stream()
                    .map(StoredObject::key)
                    .forEach(own::add);
            if (!own.isEmpty()) {
                store.delete(own);
            }
            store.delete(List.of(folder.manifest(backup.time())));
        }
    }

    /**
     * Removes shared files to which no manifest refers, and the remains of incremental backups that were given up. When any
     * manifest cannot be read, or a backup is under way, nothing is removed.
     *
     * @param abandoned unfinished backups begun before this time are not waited for any more
     * @return how many objects were removed
     * @throws BackupException when the store refuses
     */
    public static int collect(Store store, BackupFolder folder, Instant abandoned) {
        giveUp(store, folder, abandoned);
        var before = references(store, folder);
        if (before.isEmpty()) {
            return 0;
        }
        var unreferred = store.list(folder.shared()).stream()
                .map(StoredObject::key)
                .filter(key -> !before.get().contains(key))
                .toList();
        if (unreferred.isEmpty() || !references(store, folder).equals(before)) {
            return 0;
        }
        store.delete(unreferred);
        return unreferred.size();
    }

    /** Removes what belongs to unfinished backups alone that nobody goes on with. */
    private static void giveUp(Store store, BackupFolder folder, Instant abandoned) {
        for (var object : store.listFolder(folder.path())) {
            var time = folder.ofPending(object.key());
            if (time.isPresent() && object.modified().isBefore(abandoned)) {
                if (store.find(folder.manifest(time.get())).isEmpty()) {
                    store.delete(store.list(folder.own(time.get())).stream()
                            .map(StoredObject::key)
                            .toList());
                }
                store.delete(List.of(object.key()));
            }
        }
    }

    /** The keys of all files that a manifest names, or nothing when that is not certain. */
    private static Optional<Set<String>> references(Store store, BackupFolder folder) {
        if (store.listFolder(folder.path()).stream()
                .anyMatch(object -> folder.ofPending(object.key()).isPresent())) {
            return Optional.empty();
        }
        var referred = new HashSet<String>();
        for (var backup : BackupCatalog.list(store, folder.path())) {
            if (backup.manifest().isEmpty() && !backup.good()) {
                return Optional.empty();
            }
            backup.manifest().map(Manifest::files).stream()
                    .flatMap(List::stream)
                    .map(Manifest.File::key)
                    .forEach(referred::add);
        }
        return Optional.of(referred);
    }
}
