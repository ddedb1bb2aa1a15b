package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.Outcomes;
import io.cameleer.backup.ProgressReports;
import io.cameleer.backup.StoreAccess;
import io.cameleer.backup.catalog.Pin;
import io.cameleer.backup.store.Store;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the files of a backup to volumes, several at a time. Every file's checksum is computed on the volume after it
 * was written; only when all are right does any of them take the place of what was there.
 */
public final class Transfers {
    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

    private final StoreAccess stores;
    private final ProgressReports<RestoreRun> reports;
    private final Function<RestoreRun, Outcomes> outcomes;
    private final Consumer<RestoreRun> stopped;
    private final Semaphore streams;

    /**
     * Reads from stores.
     *
     * @param outcomes know whether a run still stands
     * @param stopped waits until no database runs on the volumes, or throws
     * @param streams how many files are on their way at once, over all restores
     */
    public Transfers(
            StoreAccess stores,
            ProgressReports<RestoreRun> reports,
            Function<RestoreRun, Outcomes> outcomes,
            Consumer<RestoreRun> stopped,
            int streams) {
        this.stores = stores;
        this.reports = reports;
        this.outcomes = outcomes;
        this.stopped = stopped;
        this.streams = new Semaphore(streams, true);
    }

    /**
     * Brings all files to all pods, beside what is there.
     *
     * @throws BackupException when a file is corrupt, a volume too small, or the store or a pod fails
     * @throws io.cameleer.backup.Superseded when that is not wanted any more, or another process does it
     */
    public RestoreRun fill(RestoreRun run) {
        var name = run.plan().backup().name();
        var standing = new Standing(outcomes.apply(run), run);
        var progress = new VolumeProgress(
                reports.of(
                        run,
                        (run.isVerify() ? "Verification of " : "Restore of ") + name + " for "
                                + run.target().id()),
                standing);
        try (var store = open(run)) {
            var volumes = volumes(run);
            volumes.forEach(DataVolume::prepare);
            volumes.forEach(volume -> volume.refuseTooSmall(run.plan()));
            bring(store, run, volumes, progress);
            standing.check();
            volumes.forEach(DataVolume::verified);
        }
        LOG.info(
                "{} bytes of {} were brought for {}",
                progress.moved(),
                name,
                run.target().id());
        return run;
    }

    /**
     * Puts the data of all volumes in the place of what was there, which stays beside them.
     *
     * @throws BackupException when a pod fails; what was done to some volumes stays, and the same again goes on with the others
     */
    public RestoreRun place(RestoreRun run) {
        return each(run, DataVolume::place);
    }

    /**
     * Makes all volumes what they were before.
     *
     * @throws BackupException when a pod fails, as above
     */
    public RestoreRun undo(RestoreRun run) {
        return each(run, DataVolume::undo);
    }

    private RestoreRun each(RestoreRun run, Consumer<DataVolume> change) {
        var standing = new Standing(outcomes.apply(run), run);
        for (var volume : volumes(run)) {
            standing.check();
            stopped.accept(run);
            change.accept(volume);
        }
        return run;
    }

    /** Takes the pin away by which a run that still stands kept its backup from retention; nothing when it chose none. */
    public void unpin(RestoreRun run) {
        if (run == null) {
            return;
        }
        try (var store = open(run)) {
            run.pin().remove(store);
        } catch (BackupException | KubernetesClientException e) {
            LOG.info(
                    "The pin {}, if it was set, counts for {} days: {}",
                    run.pin().key(),
                    Pin.LASTS.toDays(),
                    e.getMessage());
        }
    }

    /** Whether any of the volumes holds data that a restore would replace. */
    boolean occupied(RestoreRun run) {
        return volumes(run).stream().anyMatch(DataVolume::isOccupied);
    }

    private static List<DataVolume> volumes(RestoreRun run) {
        return run.pods().stream().map(shell -> DataVolume.of(run, shell)).toList();
    }

    Store open(RestoreRun run) {
        var target = run.target();
        return run.isVerify()
                ? stores.open(target.backups())
                : stores.open(target.location(), target.namespace(), target.credentials());
    }

    private void bring(Store store, RestoreRun run, List<DataVolume> volumes, VolumeProgress progress) {
        var failed = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var files = new ArrayList<Future<?>>();
            for (var volume : volumes) {
                for (var file : volume.missing(run.plan())) {
                    files.add(threads.submit(() -> {
                        streams.acquire();
                        try {
                            if (!failed.get()) {
                                new FileTransfer(store, run.plan().backup(), file, volume, progress).bring();
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
}
