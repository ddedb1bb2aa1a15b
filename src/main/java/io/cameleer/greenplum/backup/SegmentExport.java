package io.cameleer.greenplum.backup;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.BackupRun;
import io.cameleer.backup.Digests;
import io.cameleer.backup.ProgressReports;
import io.cameleer.backup.SnapshotStream;
import io.cameleer.backup.StoreAccess;
import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.store.PartedUpload;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoredObject;
import io.cameleer.greenplum.GreenplumCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of a backup: gpbackup writes every database to folders on the segments' volumes, each folder is streamed to the
 * store as a tar archive, and a manifest of all that is written last. A step repeated writes the same keys again.
 */
public final class SegmentExport {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentExport.class);

    private final KubernetesClient client;
    private final StoreAccess stores;
    private final ProgressReports reports;
    private final Clock clock;
    private final Duration limit;

    /**
     * Works through a client.
     *
     * @param limit for how long one database may be dumped
     */
    public SegmentExport(
            KubernetesClient client, StoreAccess stores, ProgressReports reports, Clock clock, Duration limit) {
        this.client = client;
        this.stores = stores;
        this.reports = reports;
        this.clock = clock;
        this.limit = limit;
    }

    /**
     * A backup so far.
     *
     * @param run the backup
     * @param begin when this attempt began
     * @param pods the pods that serve, by the content that they hold
     * @param dumps the databases that were dumped
     */
    public record Export(BackupRun run, Instant begin, Map<Integer, String> pods, List<DumpList.Dump> dumps) {
        private GreenplumCluster cluster() {
            return (GreenplumCluster) run.target().object();
        }

        private String folder() {
            return run.folder().own(run.time());
        }
    }

    /** Removes what an attempt before left, beginning with its manifest, and says in the store that a backup is under way. */
    public Export begin(BackupRun run) {
        var tools = tools((GreenplumCluster) run.target().object());
        var export = new Export(run, clock.instant(), tools.serving(), List.of());
        try (var store = stores.open(run.target())) {
            var left =
                    store.list(export.folder()).stream().map(StoredObject::key).toList();
            store.delete(List.of(run.folder().manifest(run.time())));
            if (!left.isEmpty()) {
                store.delete(left);
            }
            store.put(
                    run.folder().pending(run.time()),
                    manifest(export, List.of(), 0).json(),
                    "application/json");
        }
        tools.prepare(export.pods().values());
        return export;
    }

    /**
     * Lets the database write itself to its volumes.
     *
     * @throws BackupException when it cannot, as when a volume is full
     */
    public Export dump(Export export) {
        var tools = tools(export.cluster());
        var dumps = new ArrayList<DumpList.Dump>();
        for (var database : tools.databases()) {
            if (!database.equals("postgres") || !tools.tables(database).isEmpty()) {
                dumps.add(new DumpList.Dump(database, tools.dump(database)));
            }
        }
        return new Export(export.run(), export.begin(), export.pods(), List.copyOf(dumps));
    }

    /**
     * Brings the archives and then the manifest, which makes a backup of them, to the store.
     *
     * @throws BackupException when a pod or the store fails
     */
    public BackupRun keep(Export export) throws IOException {
        var run = export.run();
        var tools = tools(export.cluster());
        var archives = new ArrayList<DumpList.Archive>();
        var files = new ArrayList<Manifest.File>();
        var progress = reports.of(run.target().object(), "backup", "Backup " + run.key());
        try (var store = stores.open(run.target())) {
            for (var pod : export.pods().entrySet()) {
                var sent = archives.stream().mapToLong(DumpList.Archive::bytes).sum();
                archives.add(archive(
                        store,
                        tools,
                        export,
                        pod.getKey(),
                        pod.getValue(),
                        files,
                        bytes -> progress.bytes(sent + bytes)));
            }
            var segments = (int) export.pods().keySet().stream()
                    .filter(content -> content >= 0)
                    .count();
            var list = new DumpList(segments, export.dumps(), archives).json();
            var key = export.folder() + DumpList.FILE;
            store.put(key, list, "application/json");
            files.add(new Manifest.File(DumpList.FILE, list.length, Digests.of(list), key, 0));
            var bytes = archives.stream().mapToLong(DumpList.Archive::bytes).sum() + list.length;
            store.put(
                    run.folder().manifest(run.time()),
                    manifest(export, files, bytes).json(),
                    "application/json");
            store.delete(List.of(run.folder().pending(run.time())));
            return run.stored(new BackupRun.Stored(
                    bytes,
                    bytes,
                    null,
                    archives.size() + 1,
                    Duration.between(export.begin(), clock.instant()).toMillis()));
        }
    }

    private static DumpList.Archive archive(
            Store store,
            DumpTools tools,
            Export export,
            int content,
            String pod,
            List<Manifest.File> files,
            LongConsumer progress)
            throws IOException {
        var name = content < 0 ? "master" : "segment-" + content;
        var key = export.folder() + name + ".tar";
        try (var upload = new PartedUpload(store, key, "application/x-tar", tools.bytes(pod), progress)) {
            tools.read(pod, tar -> {
                SnapshotStream.read(
                        tar,
                        upload,
                        (path, bytes, offset, in) ->
                                files.add(new Manifest.File(name + "/" + path, bytes, Digests.of(in), key, offset)));
                return null;
            });
            var stored = upload.complete();
            return new DumpList.Archive(content, key, stored.bytes(), stored.sha256());
        }
    }

    /** Removes what lies on the volumes, after success and failure alike; a pod that is gone is not waited for. */
    public void clean(BackupRun run) {
        try {
            var tools = tools((GreenplumCluster) run.target().object());
            tools.clean(tools.serving().values());
        } catch (BackupException e) {
            LOG.warn(
                    "What the backup of {} left on volumes is removed by the next: {}",
                    run.target().id(),
                    e.getMessage());
        }
    }

    private DumpTools tools(GreenplumCluster cluster) {
        return new DumpTools(client, cluster, limit);
    }

    private Manifest manifest(Export export, List<Manifest.File> files, long bytes) {
        return export.run()
                .manifest("dumps", "greenplum 6", Optional.empty(), bytes, bytes, null, files, clock.instant());
    }
}
