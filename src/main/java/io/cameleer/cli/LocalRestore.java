package io.cameleer.cli;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.Digests;
import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.restore.RestorePlan;
import io.cameleer.backup.store.ResumingRead;
import io.cameleer.backup.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Brings the files of a backup to a folder, or reads them only, and verifies every checksum. */
final class LocalRestore {
    private static final int AT_ONCE = 4;

    private final Store store;
    private final RestorePlan plan;
    private final Progress progress;

    LocalRestore(Store store, RestorePlan plan, Progress progress) {
        this.store = store;
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * Fills a folder; files that are there as they should be are not brought again.
     *
     * @throws BackupException when a file is corrupt or cannot be written
     */
    void into(Path folder) {
        all(file -> {
            bring(file, folder);
            return null;
        });
    }

    /**
     * Reads all files and compares their checksums.
     *
     * @throws BackupException when one is wrong
     */
    void verify() {
        all(file -> {
            copy(file, OutputStream.nullOutputStream());
            return null;
        });
    }

    private interface Step {
        Void take(Manifest.File file) throws IOException;
    }

    private void all(Step step) {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var running = new ArrayList<Future<Void>>();
            plan.files().forEach(file -> running.add(threads.submit((Callable<Void>) () -> step.take(file))));
            for (var one : running) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    threads.shutdownNow();
                    throw e.getCause() instanceof BackupException told
                            ? told
                            : new BackupException(String.valueOf(e.getCause().getMessage()), e.getCause());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException("interrupted; repeat the command to go on", e);
        }
    }

    private void bring(Manifest.File file, Path folder) throws IOException {
        var path = folder.resolve(file.path());
        Files.createDirectories(path.getParent());
        if (file.sha256() != null && Files.exists(path) && Files.size(path) == file.bytes()) {
            try (var in = Files.newInputStream(path)) {
                if (Digests.of(in).equals(file.sha256())) {
                    progress.more(file.bytes());
                    return;
                }
            }
        }
        var part = path.resolveSibling(path.getFileName() + ".part");
        try (var out = Files.newOutputStream(part)) {
            copy(file, out);
        }
        Files.move(part, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private void copy(Manifest.File file, OutputStream out) throws IOException {
        var digest = Digests.sha256();
        var buffer = new byte[64 << 10];
        try (var in = new ResumingRead(store, file.key(), file.offset(), file.bytes())) {
            for (var some = in.read(buffer); some >= 0; some = in.read(buffer)) {
                digest.update(buffer, 0, some);
                out.write(buffer, 0, some);
                progress.more(some);
            }
        }
        var sent = Digests.hex(digest);
        if (file.sha256() != null && !file.sha256().equals(sent)) {
            throw new BackupException(
                    "file " + file.path() + " of backup " + plan.backup().name() + " is corrupt in the store: "
                            + file.key() + " has SHA-256 " + sent + ", its manifest says " + file.sha256()
                            + "; choose another backup");
        }
    }
}
