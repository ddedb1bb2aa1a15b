package io.cameleer.backup.catalog;

import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoreLocation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a folder holds of one cluster, and what of others: clusters of one name may have used the same folder.
 *
 * @param where the folder, for people
 * @param claimed what the folder itself says whose it is
 * @param own the cluster's own backups, the oldest first
 * @param unclear archives without a manifest that may be another's, the oldest first
 * @param others whose the folder or backups in it are besides
 */
public record Holdings(
        String where,
        Optional<FolderOwner> claimed,
        List<StoredBackup> own,
        List<StoredBackup> unclear,
        List<BackupOwner> others) {

    /**
     * Looks into the folder of a cluster. An archive without a manifest, as tsdb-operator's, is the cluster's own where nothing
     * tells of another.
     */
    public static Holdings of(Store store, StoreLocation location, BackupOwner owner) {
        var folder = BackupFolder.of(location, owner.name());
        var claimed = FolderOwner.read(store, folder);
        var all = BackupCatalog.list(store, folder.path());
        var others = Stream.concat(claimed.map(FolderOwner::owner).stream(), owners(all).stream())
                .filter(found -> !found.equals(owner))
                .distinct()
                .toList();
        var unclear = others.isEmpty()
                ? List.<StoredBackup>of()
                : all.stream().filter(backup -> backup.manifest().isEmpty()).toList();
        var own = all.stream()
                .filter(backup -> backup.manifest()
                        .map(manifest -> manifest.owner().equals(owner))
                        .orElse(others.isEmpty()))
                .toList();
        return new Holdings(location.where(owner.name()), claimed, own, unclear, others);
    }

    /** Backups of whichever clusters, all of which are meant, the oldest first. */
    public static Holdings ofAll(String where, List<StoredBackup> all) {
        return new Holdings(where, Optional.empty(), all, List.of(), List.of());
    }

    /** Whose backups are in a list, as far as manifests tell. */
    public static List<BackupOwner> owners(List<StoredBackup> all) {
        return all.stream()
                .flatMap(found -> found.manifest().stream())
                .map(Manifest::owner)
                .distinct()
                .sorted(Comparator.comparing(BackupOwner::toString))
                .toList();
    }
}
