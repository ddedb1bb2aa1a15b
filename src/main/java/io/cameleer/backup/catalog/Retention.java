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
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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
     * @param spared how many of these the limits alone would have let go
     */
    public record Outcome(List<StoredBackup> expired, int kept, int spared) {}

    /**
     * What stays whatever the limits say, by its time.
     *
     * @param verified the name of the newest backup that a verification found good, or nothing
     */
    public static Set<Instant> spared(Store store, BackupFolder folder, Optional<String> verified, Instant now) {
        var spared = new HashSet<>(Pin.times(store, folder, now));
        verified.flatMap(BackupFolder::time).ifPresent(spared::add);
        return spared;
    }

    /**
     * The backups that go: those that are too old, or that have as many newer good ones as are to be kept. The newest good one
     * stays whatever the limits say.
     *
     * @param spared the times of others that stay
     */
    public static Outcome plan(
            List<StoredBackup> all, BackupSpec.Retention limits, HasMetadata owner, Set<Instant> spared, Instant now) {
        var own = all.stream()
                .filter(isOf(BackupOwner.of(owner)))
                .sorted((one, other) -> other.time().compareTo(one.time()))
                .toList();
        var oldest = Optional.ofNullable(limits.duration()).map(now::minus);
        var expired = new ArrayList<StoredBackup>();
        var newer = 0;
        var beyond = 0;
        for (var backup : own) {
            var tooMany = limits.count() != null && newer >= limits.count();
            var tooOld = oldest.map(limit -> backup.time().isBefore(limit)).orElse(false);
            var newest = backup.good() && newer == 0;
            if ((tooMany || tooOld) && !newest) {
                if (spared.contains(backup.time())) {
                    beyond++;
                } else {
                    expired.addFirst(backup);
                }
            }
            newer += backup.good() ? 1 : 0;
        }
        return new Outcome(List.copyOf(expired), own.size() - expired.size(), beyond);
    }

    private static Predicate<StoredBackup> isOf(BackupOwner owner) {
        return backup -> backup.manifest().map(Manifest::owner).equals(Optional.of(owner));
    }

    /**
     * Removes backups, each with its manifest last: what an interruption leaves is still known, and removed next time.
     *
     * @param still whether a backup may still go, which is asked right before
     * @param removed is told each that went
     * @throws BackupException when the store refuses
     */
    public static void remove(
            Store store,
            BackupFolder folder,
            List<StoredBackup> expired,
            Predicate<StoredBackup> still,
            Instant now,
            Consumer<StoredBackup> removed) {
        Pin.forget(store, folder, now);
        for (var backup : expired) {
            if (!still.test(backup) || Pin.isOn(store, folder, backup.time(), now)) {
                continue;
            }
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
            removed.accept(backup);
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
        var keys =
                store.listFolder(folder.path()).stream().map(StoredObject::key).collect(Collectors.toSet());
        if (keys.stream().anyMatch(key -> folder.ofPending(key).isPresent())) {
            return Optional.empty();
        }
        var referred = new HashSet<String>();
        for (var backup : BackupCatalog.manifests(store, folder.path())) {
            if (backup.manifest().isEmpty() && keys.contains(folder.manifest(backup.time()))) {
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
