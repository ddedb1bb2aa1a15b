package io.cameleer.backup.catalog;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds out which backups a folder of a store holds. Archives that have no manifest, as tsdb-operator's, count too. */
public final class BackupCatalog {
    private static final int READ_AT_ONCE = 8;

    private BackupCatalog() {}

    /** All backups of a folder, the oldest first. */
    public static List<StoredBackup> list(Store store, String folder) {
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
                new StoredBackup(folder, time, object.key(), object.bytes(), Optional.empty(), Optional.empty())));
        read(store, manifests)
                .forEach((time, read) -> read.ifPresentOrElse(
                        there -> found.put(
                                time,
                                described(
                                        folder,
                                        time,
                                        manifests.get(time),
                                        there,
                                        Optional.ofNullable(archives.get(time)))),
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
            String folder, Instant time, StoredObject object, Read read, Optional<StoredObject> archive) {
        if (read.manifest.isEmpty()) {
            var key = archive.map(StoredObject::key).orElse(object.key());
            return new StoredBackup(folder, time, key, 0, Optional.empty(), read.problem);
        }
        var manifest = read.manifest.get();
        if (!"tar".equals(manifest.format())) {
            return new StoredBackup(folder, time, object.key(), manifest.bytes(), read.manifest, Optional.empty());
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
