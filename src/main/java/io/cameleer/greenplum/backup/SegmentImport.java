package io.cameleer.greenplum.backup;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.Digests;
import io.cameleer.backup.StoreAccess;
import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.restore.RestorePlan;
import io.cameleer.backup.restore.RestoreRun;
import io.cameleer.backup.restore.Restores;
import io.cameleer.backup.store.Store;
import io.cameleer.greenplum.GreenplumCluster;
import io.cameleer.greenplum.GreenplumStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a backup's databases into a running database: every segment gets its archive, then gprestore reads them. */
public final class SegmentImport {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentImport.class);
    private static final int NAMED = 5;

    private final KubernetesClient client;
    private final StoreAccess stores;
    private final Restores restores;
    private final Duration limit;

    /**
     * Works through a client.
     *
     * @param limit for how long one database may be restored
     */
    public SegmentImport(KubernetesClient client, StoreAccess stores, Restores restores, Duration limit) {
        this.client = client;
        this.stores = stores;
        this.restores = restores;
        this.limit = limit;
    }

    /**
     * A restore on its way.
     *
     * @param run the restore, with its backup chosen
     * @param list what the backup consists of
     * @param there those of its databases that exist
     * @param occupied tables in those
     */
    public record Import(RestoreRun run, DumpList list, List<String> there, List<String> occupied) {
        private GreenplumCluster cluster() {
            return (GreenplumCluster) run.target().object();
        }
    }

    /** The restore that a cluster asks for, once its database runs; null when there is none. */
    public RestoreRun due(GreenplumCluster cluster) {
        var ready = Optional.ofNullable(cluster.getStatus()).map(GreenplumStatus::conditions).orElse(List.of()).stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
        return restores.dueRunning(GreenplumBackups.restore(cluster), ready);
    }

    /**
     * Chooses the backup and reads what it consists of.
     *
     * @throws BackupException when there is none, or it is no backup of a Greenplum, not whole, or of another number of segments
     */
    public Import choose(RestoreRun run) {
        var target = run.target();
        try (var store = open(run)) {
            var backup = restores.chosen(target, store);
            var manifest = backup.manifest()
                    .filter(found -> "dumps".equals(found.format()))
                    .orElseThrow(() -> new BackupException("backup " + backup.name()
                            + " cannot be restored: it is no backup of a Greenplum"
                            + backup.problem().map(problem -> "; " + problem).orElse("")));
            var list = list(store, manifest);
            refuseGaps(store, list);
            var tools = tools((GreenplumCluster) target.object());
            refuseAnotherSize(list, tools.serving().size() - 1);
            var exist = tools.databases();
            var there = list.dumps().stream()
                    .map(DumpList.Dump::database)
                    .filter(exist::contains)
                    .toList();
            var occupied = there.stream()
                    .flatMap(database -> tools.tables(database).stream().map(table -> database + "." + table))
                    .toList();
            var plan = new RestorePlan(backup, manifest.files(), Optional.empty());
            return new Import(run.bringing(plan), list, there, occupied);
        }
    }

    private Store open(RestoreRun run) {
        var target = run.target();
        return stores.open(
                target.location(),
                target.object().getMetadata().getNamespace(),
                target.spec().credentials(target.backups().spec()));
    }

    private static DumpList list(Store store, Manifest manifest) {
        var file = manifest.files().stream()
                .filter(found -> found.path().equals(DumpList.FILE))
                .findFirst()
                .orElseThrow(() -> new BackupException("the backup cannot be restored: it does not name its dumps"));
        try (var in = store.read(file.key(), 0, file.bytes())) {
            var content = in.readAllBytes();
            if (!Digests.of(content).equals(file.sha256())) {
                throw corrupt(file.key());
            }
            return DumpList.of(content, file.key());
        } catch (IOException e) {
            throw new BackupException("reading " + file.key() + " failed: " + e.getMessage(), e);
        }
    }

    private static void refuseGaps(Store store, DumpList list) {
        for (var archive : list.archives()) {
            var found = store.find(archive.key());
            if (found.isEmpty() || found.get().bytes() != archive.bytes()) {
                throw new BackupException("the backup cannot be restored: " + archive.key()
                        + (found.isEmpty() ? " is gone" : " has another size") + "; choose another one");
            }
        }
    }

    private static void refuseAnotherSize(DumpList list, int segments) {
        if (list.segments() != segments) {
            throw new BackupException(
                    "spec.segments.primarySegmentCount: the backup is of %d primary segments, the database has %d; restore it into one of %d, which may be expanded afterwards"
                            .formatted(list.segments(), segments, list.segments()));
        }
    }

    private static BackupException corrupt(String key) {
        return new BackupException(
                "the checksum of " + key + " is wrong: it is corrupt in the store; choose another backup");
    }

    /** Whether databases of the backup hold tables already that nobody has allowed to be added to. */
    public boolean needsConfirmation(Import run) {
        return restores.wouldChange(run.run(), !run.occupied().isEmpty(), 1);
    }

    /** What the backup would do to what is there, as the second half of a sentence. */
    public String change(Import run) {
        var names = run.occupied();
        var some = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return "replace the databases %s with their tables %s%s"
                .formatted(
                        String.join(", ", run.there()),
                        some,
                        names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }

    /**
     * Brings the archives to the segments and lets gprestore read them.
     *
     * @return what was brought, in words
     * @throws BackupException when an archive is corrupt or gprestore refuses; no database was changed before all archives were
     *     read and found right
     */
    public String bring(Import run) throws IOException {
        var tools = tools(run.cluster());
        var pods = tools.serving();
        tools.prepare(pods.values());
        try (var store = open(run.run())) {
            for (var archive : run.list().archives()) {
                var digest = Digests.sha256();
                try (var in = new DigestInputStream(store.read(archive.key(), 0, archive.bytes()), digest)) {
                    tools.fill(pods.get(archive.content()), in, archive.bytes());
                }
                if (!Digests.hex(digest).equals(archive.sha256())) {
                    throw corrupt(archive.key());
                }
            }
            for (var dump : run.list().dumps()) {
                tools.replace(dump, run.there().contains(dump.database()));
            }
        } finally {
            clean(run);
        }
        return "%s: databases %s in %d segments"
                .formatted(
                        run.run().plan().backup().name(),
                        run.list().dumps().stream().map(DumpList.Dump::database).collect(Collectors.joining(", ")),
                        run.list().segments());
    }

    private void clean(Import run) {
        try {
            var tools = tools(run.cluster());
            tools.clean(tools.serving().values());
        } catch (BackupException e) {
            LOG.warn("What the restore left on volumes is removed by the next backup: {}", e.getMessage());
        }
    }

    private DumpTools tools(GreenplumCluster cluster) {
        return new DumpTools(client, cluster, limit);
    }
}
