package io.cameleer.backup.catalog;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds out which backups a folder of a store holds. Archives that have no manifest, as tsdb-operator's, count too. */
public final class BackupCatalog {
    private static final int READ_AT_ONCE = 8;

    /** An archive without any files ends after so many bytes; a shorter one is the rest of something that failed. */
    private static final long SMALLEST_ARCHIVE = 1_024;

    private BackupCatalog() {}

    /** All backups of a folder, the oldest first. */
    public static List<StoredBackup> list(Store store, String folder) {
        return list(store, folder, reads -> whole(store, folder, reads));
    }

    /** The same for those who need what manifests say, not whether the files of incremental backups are there. */
    public static List<StoredBackup> manifests(Store store, String folder) {
        return list(store, folder, reads -> file -> true);
    }

    private static List<StoredBackup> list(
            Store store, String folder, Function<Collection<Optional<Read>>, Predicate<Manifest.File>> look) {
        var keys = new BackupFolder(folder);
        var objects = store.listFolder(folder).stream()
                .collect(Collectors.toMap(StoredObject::key, Function.identity(), (one, same) -> one));
        var archives = new TreeMap<Instant, StoredObject>();
        var manifests = new TreeMap<Instant, StoredObject>();
        objects.forEach((key, object) -> {
            keys.ofArchive(key).ifPresent(time -> archives.put(time, object));
            keys.ofManifest(key).ifPresent(time -> manifests.put(time, object));
        });
        var found = new TreeMap<Instant, StoredBackup>();
        archives.forEach((time, object) -> found.put(
                time,
                new StoredBackup(
                        folder,
                        time,
                        object.key(),
                        object.bytes(),
                        Optional.empty(),
                        Optional.of("its archive has " + object.bytes() + " bytes, which is no archive")
                                .filter(problem -> object.bytes() < SMALLEST_ARCHIVE))));
        var reads = read(store, manifests);
        var whole = look.apply(reads.values());
        reads.forEach((time, read) -> read.ifPresentOrElse(
                there -> found.put(
                        time,
                        described(
                                folder,
                                time,
                                manifests.get(time),
                                there,
                                Optional.ofNullable(archives.get(time)),
                                whole)),
                () -> found.remove(time)));
        return List.copyOf(found.values());
    }

    /** The folders of all clusters below a prefix, by their archives and manifests. */
    public static List<String> folders(Store store, String root) {
        return store.list(root).stream()
                .map(StoredObject::key)
                .filter(key -> {
                    var folder = new BackupFolder(key.substring(0, key.lastIndexOf('/') + 1));
                    return folder.ofArchive(key).isPresent()
                            || folder.ofManifest(key).isPresent();
                })
                .map(key -> key.substring(0, key.lastIndexOf('/') + 1))
                .distinct()
                .sorted()
                .toList();
    }

    /** The manifests of unfinished backups. */
    public static List<Manifest> pending(Store store, BackupFolder folder) {
        var pending = new ArrayList<Manifest>();
        for (var object : store.listFolder(folder.path())) {
            if (folder.ofPending(object.key()).isPresent()) {
                read(store, object).flatMap(Read::manifest).ifPresent(pending::add);
            }
        }
        return pending;
    }

    private static StoredBackup described(
            String folder,
            Instant time,
            StoredObject object,
            Read read,
            Optional<StoredObject> archive,
            Predicate<Manifest.File> whole) {
        if (read.manifest.isEmpty()) {
            var key = archive.map(StoredObject::key).orElse(object.key());
            return new StoredBackup(folder, time, key, 0, Optional.empty(), read.problem);
        }
        var manifest = read.manifest.get();
        if (!"tar".equals(manifest.format())) {
            return new StoredBackup(
                    folder, time, object.key(), manifest.bytes(), read.manifest, missing(manifest, whole));
        }
        var problem = archive.isEmpty()
                ? Optional.of("its archive " + manifest.key() + " is gone")
                : Optional.of(archive.get().bytes())
                        .filter(bytes -> bytes != manifest.bytes())
                        .map(bytes -> "its archive has " + bytes + " bytes, its manifest says " + manifest.bytes());
        return new StoredBackup(
                folder,
                time,
                archive.map(StoredObject::key).orElse(object.key()),
                manifest.bytes(),
                read.manifest,
                problem);
    }

    /** Whether a file of an incremental backup is there in full, by one listing of the folder; what lies elsewhere counts as there. */
    private static Predicate<Manifest.File> whole(Store store, String folder, Collection<Optional<Read>> reads) {
        if (reads.stream()
                .flatMap(Optional::stream)
                .flatMap(read -> read.manifest.stream())
                .allMatch(manifest -> "tar".equals(manifest.format()))) {
            return file -> true;
        }
        var sizes = store.list(folder).stream()
                .collect(Collectors.toMap(StoredObject::key, StoredObject::bytes, (one, same) -> one));
        return file ->
                !file.key().startsWith(folder) || sizes.getOrDefault(file.key(), -1L) >= file.offset() + file.bytes();
    }

    private static Optional<String> missing(Manifest manifest, Predicate<Manifest.File> whole) {
        return Optional.ofNullable(manifest.files()).orElse(List.of()).stream()
                .filter(whole.negate())
                .findFirst()
                .map(file -> "its file " + file.key() + " is gone or shorter than its manifest says");
    }

    private static Map<Instant, Optional<Read>> read(Store store, Map<Instant, StoredObject> objects) {
        var places = new Semaphore(READ_AT_ONCE);
        var results = new TreeMap<Instant, Optional<Read>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reads = objects.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> threads.submit((Callable<Optional<Read>>) () -> {
                                places.acquire();
                                try {
                                    return read(store, entry.getValue());
                                } finally {
                                    places.release();
                                }
                            })));
            for (var entry : reads.entrySet()) {
                results.put(entry.getKey(), entry.getValue().get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException told) {
                throw told;
            }
            throw new BackupException("the backups could not be listed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException("the operator is stopping", e);
        }
    }

    /** A manifest, nothing when it was removed since it was listed: retention and a reader may well be two processes. */
    private static Optional<Read> read(Store store, StoredObject object) {
        if (object.bytes() == 0) {
            return Optional.of(new Read(Optional.empty(), Optional.of("its manifest " + object.key() + " is empty")));
        }
        try (var in = new io.cameleer.backup.store.ResumingRead(store, object.key(), 0, object.bytes())) {
            return Optional.of(new Read(Optional.of(Manifest.of(in.readAllBytes())), Optional.empty()));
        } catch (IOException e) {
            return absent(store, object)
                    ? Optional.empty()
                    : Optional.of(new Read(
                            Optional.empty(),
                            Optional.of(
                                    "its manifest " + object.key() + " cannot be read: it is truncated or not ours")));
        } catch (BackupException e) {
            if (absent(store, object)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean absent(Store store, StoredObject object) {
        return store.find(object.key()).isEmpty();
    }

    private record Read(Optional<Manifest> manifest, Optional<String> problem) {}
}
