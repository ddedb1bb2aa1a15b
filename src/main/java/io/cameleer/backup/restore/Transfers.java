package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.Digests;
import io.cameleer.backup.PodShell;
import io.cameleer.backup.ProgressReports;
import io.cameleer.backup.StoreAccess;
import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.store.ResumingRead;
import io.cameleer.backup.store.Store;
import java.io.IOException;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the files of a backup to volumes, several at a time. Every file's checksum is computed on the volume after it
 * was written; only when all are right does any of them take the place of what was there.
 */
public final class Transfers {
    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int TRIES = 3;

    private final StoreAccess stores;
    private final ProgressReports reports;
    private final Semaphore streams;

    /**
     * Reads from stores.
     *
     * @param streams how many files are on their way at once, over all restores
     */
    public Transfers(StoreAccess stores, ProgressReports reports, int streams) {
        this.stores = stores;
        this.reports = reports;
        this.streams = new Semaphore(streams, true);
    }

    /**
     * Brings all files to all pods and puts them in place.
     *
     * @throws BackupException when a file is corrupt, a volume too small, or the store or a pod fails
     */
    public RestoreRun bring(RestoreRun run) {
        var field = run.isVerify() ? "verify" : "restore";
        var progress = reports.of(
                run.target().object(),
                field,
                (run.isVerify() ? "Verification of " : "Restore of ")
                        + run.plan().backup().name() + " for " + run.target().id());
        var moved = new AtomicLong();
        try (var store = open(run)) {
            var volumes = new ArrayList<Volume>();
            for (var shell : run.pods()) {
                var volume = new Volume(run, shell, moved, progress);
                volume.look();
                volumes.add(volume);
            }
            volumes.forEach(Volume::refuseTooSmall);
            fill(store, volumes);
            volumes.forEach(Volume::place);
        }
        LOG.info(
                "{} bytes of {} are in place for {}",
                moved,
                run.plan().backup().name(),
                run.target().id());
        return run;
    }

    /** Whether any of the volumes holds data that a restore would replace. */
    boolean occupied(RestoreRun run) {
        var progress = reports.of(run.target().object(), "restore", "");
        for (var shell : run.pods()) {
            var volume = new Volume(run, shell, new AtomicLong(), progress);
            volume.look();
            if (volume.state.equals("occupied")) {
                return true;
            }
        }
        return false;
    }

    Store open(RestoreRun run) {
        var target = run.target();
        return run.isVerify()
                ? stores.open(
                        target.backups().spec().location(),
                        target.namespace(),
                        target.backups().spec().credentialsSecretRef())
                : stores.open(
                        target.spec().location(target.backups().spec()), target.namespace(), target.credentials());
    }

    private void fill(Store store, List<Volume> volumes) {
        var failed = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var files = new ArrayList<Future<?>>();
            for (var volume : volumes) {
                for (var file : volume.missing()) {
                    files.add(threads.submit(() -> {
                        streams.acquire();
                        try {
                            if (!failed.get()) {
                                volume.bring(store, file);
                            }
                        } catch (RuntimeException | IOException e) {
                            failed.set(true);
                            throw e;
                        } finally {
                            streams.release();
                        }
                        return null;
                    }));
                }
            }
            await(files);
        }
    }

    private static void await(List<Future<?>> files) {
        RuntimeException first = null;
        for (var file : files) {
            try {
                file.get();
            } catch (ExecutionException e) {
                var told = e.getCause() instanceof BackupException failure
                        ? failure
                        : new BackupException(String.valueOf(e.getCause().getMessage()), e.getCause());
                first = first == null ? told : first;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BackupException("the operator is stopping", e);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** One volume to be filled. */
    private static final class Volume {
        private final RestoreRun run;
        private final PodShell shell;
        private final AtomicLong moved;
        private final ProgressReports.Report progress;
        private final String root;
        private final StagedFiles staged = new StagedFiles();
        private String state = "empty";
        private long free;

        private Volume(RestoreRun run, PodShell shell, AtomicLong moved, ProgressReports.Report progress) {
            this.run = run;
            this.shell = shell;
            this.moved = moved;
            this.progress = progress;
            this.root = DataPods.directory(run.target());
        }

        private void look() {
            var looked = shell.run(LIMIT, "sh", "-c", VolumeScripts.LOOK, "look", root, run.mark());
            if (looked.code() != 0) {
                throw new BackupException("the volume of pod " + shell.pod() + " cannot be used: "
                        + looked.errors().strip());
            }
            var lines = looked.output().lines().toList();
            state = lines.getFirst();
            if (lines.size() > 1) {
                free = Long.parseLong(lines.get(1).strip().split("\\s+")[3]) << 10;
            }
            staged.read(lines.subList(Math.min(2, lines.size()), lines.size()));
        }

        private List<Manifest.File> missing() {
            return state.equals("done") || state.equals("verified")
                    ? List.of()
                    : run.plan().files().stream()
                            .filter(file -> !staged.has(file))
                            .toList();
        }

        private void refuseTooSmall() {
            var needed = missing().stream().mapToLong(Manifest.File::bytes).sum();
            if (needed > free && !missing().isEmpty()) {
                throw new BackupException(
                        "spec.storage.size: the volume of pod %s has %,d bytes free and backup %s needs %,d more%s"
                                .formatted(
                                        shell.pod(),
                                        free,
                                        run.plan().backup().name(),
                                        needed,
                                        state.equals("occupied")
                                                ? " beside the data that are there until it is verified; grow it"
                                                : "; grow it"));
            }
        }

        private void bring(Store store, Manifest.File file) throws IOException {
            for (var attempt = 1; ; attempt++) {
                try {
                    receive(store, file);
                    return;
                } catch (Corrupted | PodShell.Broken e) {
                    if (attempt == TRIES || (e instanceof Corrupted wrong && wrong.inStore)) {
                        throw e;
                    }
                    LOG.info("File {} is brought again: {}", file.path(), e.getMessage());
                }
            }
        }

        private void receive(Store store, Manifest.File file) throws IOException {
            var digest = Digests.sha256();
            var path = root + "/.cameleer-restore/" + run.mark() + "/data/" + file.path();
            PodShell.Result result;
            try (var in = new DigestInputStream(
                    new Counting(new ResumingRead(store, file.key(), file.offset(), file.bytes())), digest)) {
                result = shell.feed(
                        LIMIT, in, "sh", "-c", VolumeScripts.RECEIVE, "receive", path, String.valueOf(file.bytes()));
            }
            if (result.code() != 0) {
                var says = result.errors().strip();
                throw new BackupException(
                        says.contains("No space left")
                                ? "spec.storage.size: the volume of pod " + shell.pod() + " is full; grow it"
                                : "pod " + shell.pod() + " did not take " + file.path() + ": " + says);
            }
            var sent = Digests.hex(digest);
            var arrived = result.output().split("\\s", 2)[0];
            var expected = file.sha256() == null ? sent : file.sha256();
            if (!sent.equals(expected)) {
                throw new Corrupted(
                        "file " + file.path() + " of backup "
                                + run.plan().backup().name() + " is corrupt in the store: "
                                + file.key() + " has SHA-256 " + sent + ", its manifest says " + expected
                                + "; choose another backup",
                        true);
            }
            if (!arrived.equals(expected)) {
                throw new Corrupted(
                        "file " + file.path() + " arrived in pod " + shell.pod() + " with SHA-256 " + arrived
                                + " instead of " + expected + "; check the volume",
                        false);
            }
        }

        private void place() {
            if (state.equals("done")) {
                return;
            }
            var placed = shell.run(LIMIT, "sh", "-c", VolumeScripts.PLACE, "place", root, run.mark());
            if (placed.code() != 0) {
                throw new BackupException("the data could not be put in place in pod " + shell.pod() + ": "
                        + placed.errors().strip());
            }
        }

        /** Tells the progress of all volumes together. */
        private final class Counting extends java.io.FilterInputStream {
            private Counting(java.io.InputStream in) {
                super(in);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                var some = super.read(bytes, offset, length);
                if (some > 0) {
                    progress.bytes(moved.addAndGet(some));
                }
                return some;
            }
        }
    }

    /** A file whose checksum is wrong. */
    private static final class Corrupted extends BackupException {
        private static final long serialVersionUID = 1L;
        private final boolean inStore;

        private Corrupted(String message, boolean inStore) {
            super(message);
            this.inStore = inStore;
        }
    }
}
