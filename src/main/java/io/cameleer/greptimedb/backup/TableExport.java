package io.cameleer.greptimedb.backup;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.BackupRun;
import io.cameleer.backup.Digests;
import io.cameleer.backup.ProgressReports;
import io.cameleer.backup.StoreAccess;
import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.store.PartedUpload;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoredObject;
import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.Sql;
import io.cameleer.greptimedb.backup.TableBackup.Database;
import io.cameleer.greptimedb.backup.TableBackup.Table;
import io.cameleer.greptimedb.etcd.EtcdSnapshots;
import io.cameleer.reconcile.PodProxy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * One attempt of a backup: etcd's snapshot, the tables' statements, the rows, which the database itself writes to the
 * bucket, and a manifest of all that. A step repeated writes the same keys again.
 */
public final class TableExport {
    private static final Duration POLL = Duration.ofSeconds(5);

    private final StoreAccess stores;
    private final EtcdSnapshots etcd;
    private final Sql sql;
    private final Sql copies;
    private final ProgressReports reports;
    private final Clock clock;

    /**
     * Works through a client.
     *
     * @param limit how long the database may copy the tables of one database
     */
    public TableExport(
            KubernetesClient client, StoreAccess stores, ProgressReports reports, Clock clock, Duration limit) {
        this.stores = stores;
        this.etcd = new EtcdSnapshots(client);
        this.sql = new Sql(client);
        this.copies = new Sql(client, limit);
        this.reports = reports;
        this.clock = clock;
    }

    /**
     * A backup so far.
     *
     * @param run the backup
     * @param begin when this attempt began
     * @param files what the store holds of it
     * @param tables what the database holds
     */
    public record Export(BackupRun run, Instant begin, List<Manifest.File> files, List<Database> tables) {
        private GreptimeDBCluster cluster() {
            return (GreptimeDBCluster) run.target().object();
        }

        private String folder() {
            return run.folder().own(run.time());
        }

        private Export with(List<Manifest.File> stored) {
            var more = new ArrayList<>(files);
            more.addAll(stored);
            return new Export(run, begin, List.copyOf(more), tables);
        }

        private Export of(List<Database> found) {
            return new Export(run, begin, files, List.copyOf(found));
        }
    }

    /**
     * Removes what an attempt before left, beginning with its manifest, and says in the store that a backup is under way.
     */
    public Export begin(BackupRun run) {
        var export = new Export(run, clock.instant(), List.of(), List.of());
        try (var store = stores.open(run.target())) {
            var left =
                    store.list(export.folder()).stream().map(StoredObject::key).toList();
            store.delete(List.of(run.folder().manifest(run.time())));
            if (!left.isEmpty()) {
                store.delete(left);
            }
            store.put(
                    run.folder().pending(run.time()),
                    manifest(export, "greptimedb").json(),
                    "application/json");
        }
        return export;
    }

    /**
     * Stores etcd's snapshot.
     *
     * @throws BackupException when etcd gives none
     */
    public Export keepMetadata(Export export) throws IOException {
        var key = export.folder() + "etcd.db";
        try (var store = stores.open(export.run().target());
                var upload = new PartedUpload(store, key, "application/octet-stream", 0, bytes -> {})) {
            etcd.copy(export.cluster(), upload);
            var stored = upload.complete();
            return export.with(List.of(new Manifest.File("etcd.db", stored.bytes(), stored.sha256(), key, 0)));
        }
    }

    /** Asks the database what it holds. */
    public Export describe(Export export) {
        return export.of(databases(export));
    }

    private List<Database> databases(Export export) {
        try {
            var found = new ArrayList<Database>();
            for (var row : sql.run(export.cluster(), "public", Sentence.DATABASES)) {
                found.add(database(export.cluster(), row.path(0).asText()));
            }
            return found;
        } catch (KubernetesClientException e) {
            throw new BackupException("the database does not tell its tables: " + PodProxy.reason(e), e);
        }
    }

    private Database database(GreptimeDBCluster cluster, String name) {
        var tables = new ArrayList<Table>();
        for (var row : sql.run(cluster, name, Sentence.tables(name))) {
            var table = row.path(0).asText();
            tables.add(new Table(table, shown(cluster, Sentence.show(name, table))));
        }
        return new Database(name, shown(cluster, Sentence.show(name)), 0, TableBackup.ordered(tables));
    }

    private String shown(GreptimeDBCluster cluster, String statement) {
        return sql.run(cluster, "public", statement).at("/0/1").asText();
    }

    /**
     * Lets the database write its rows. Tables made meanwhile are in the backup if the database took them along.
     *
     * @throws BackupException when it does not; the message holds no credential
     */
    public Export copy(Export export) {
        var target = export.run().target();
        var namespace = target.object().getMetadata().getNamespace();
        var where = TableStore.of(
                stores, target.spec().location(), namespace, target.spec().credentialsSecretRef());
        var copied = new ArrayList<Database>();
        var progress =
                reports.of(target.object(), "backup", "Backup " + export.run().key());
        try (var store = stores.open(target)) {
            for (var database : export.tables()) {
                var rows = watched(
                        () -> copies.change(
                                export.cluster(),
                                database.name(),
                                Sentence.copyTo(
                                        database.name(),
                                        where.url(export.folder(), database.name()),
                                        where.location(),
                                        where.secret())),
                        () -> progress.bytes(bytes(store, export.folder())));
                if (rows > 0
                        && store.list(TableStore.folder(export.folder(), database.name()))
                                .isEmpty()) {
                    throw new BackupException("spec.backup: the database wrote " + rows + " rows of " + database.name()
                            + " but not to " + store.address() + "/"
                            + target.spec().bucket()
                            + "; give an endpoint that means the same store for its pods and the operator");
                }
                copied.add(database.holding(rows));
            }
        } catch (KubernetesClientException e) {
            throw new BackupException(
                    "spec.backup.bucket: the database cannot copy its tables to it: "
                            + where.without(PodProxy.reason(e)),
                    null);
        }
        return export.of(merged(copied, databases(export)));
    }

    private static List<Database> merged(List<Database> copied, List<Database> later) {
        return copied.stream()
                .map(database -> later.stream()
                        .filter(found -> found.name().equals(database.name()))
                        .findFirst()
                        .map(database::and)
                        .orElse(database))
                .toList();
    }

    private static long bytes(Store store, String folder) {
        return store.list(folder).stream().mapToLong(StoredObject::bytes).sum();
    }

    /** A statement that may take hours; meanwhile the bucket tells how far it is. */
    private static long watched(LongSupplier statement, Runnable look) {
        try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = CompletableFuture.supplyAsync(statement::getAsLong, thread);
            while (true) {
                try {
                    return answer.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    look.run();
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException told ? told : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException("the operator is stopping", e);
        }
    }

    /** Writes the list of tables and then the manifest, which makes a backup of it. */
    public BackupRun finish(Export export) {
        var run = export.run();
        var list = new TableBackup(export.tables()).json();
        var key = export.folder() + TableBackup.FILE;
        try (var store = stores.open(run.target())) {
            store.put(key, list, "application/json");
            var stored = new ArrayList<Manifest.File>();
            stored.add(new Manifest.File(TableBackup.FILE, list.length, Digests.of(list), key, 0));
            var names = new FileNames();
            for (var object : store.list(export.folder() + "data/")) {
                stored.add(new Manifest.File(
                        names.of(object.key().substring(export.folder().length())),
                        object.bytes(),
                        null,
                        object.key(),
                        0));
            }
            var whole = export.with(stored);
            var manifest = manifest(
                    whole, "greptimedb " + whole.cluster().getSpec().image().tag());
            store.put(run.folder().manifest(run.time()), manifest.json(), "application/json");
            store.delete(List.of(run.folder().pending(run.time())));
            return run.stored(new BackupRun.Stored(
                    manifest.bytes(),
                    manifest.bytes(),
                    null,
                    manifest.files().size(),
                    Duration.between(export.begin(), clock.instant()).toMillis()));
        }
    }

    private Manifest manifest(Export export, String database) {
        var bytes = export.files().stream().mapToLong(Manifest.File::bytes).sum();
        return export.run()
                .manifest("tables", database, Optional.empty(), bytes, bytes, null, export.files(), clock.instant());
    }
}
