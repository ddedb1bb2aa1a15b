package io.cameleer.greptimedb.backup;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.Digests;
import io.cameleer.backup.StoreAccess;
import io.cameleer.backup.catalog.BackupFolder;
import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.restore.RestorePlan;
import io.cameleer.backup.restore.RestoreRun;
import io.cameleer.backup.restore.Restores;
import io.cameleer.backup.store.Store;
import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.Sql;
import io.cameleer.reconcile.PodProxy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Brings a backup's tables into a running database. Rows of the same key and time are written over, others stay, so that an
 * interrupted restore is simply repeated.
 */
public final class TableImport {
    private static final int NAMED = 5;

    private final StoreAccess stores;
    private final Restores restores;
    private final Sql sql;
    private final Sql copies;

    /**
     * Works through a client.
     *
     * @param limit how long the database may read the tables of one database
     */
    public TableImport(KubernetesClient client, StoreAccess stores, Restores restores, Duration limit) {
        this.stores = stores;
        this.restores = restores;
        this.sql = new Sql(client);
        this.copies = new Sql(client, limit);
    }

    /**
     * A restore on its way.
     *
     * @param run the restore, with its backup chosen
     * @param tables what the backup holds
     * @param occupied those of its tables that hold rows already
     */
    public record Import(RestoreRun run, TableBackup tables, List<String> occupied) {
        private GreptimeDBCluster cluster() {
            return (GreptimeDBCluster) run.target().object();
        }

        private String folder() {
            var target = run.target();
            var location = target.location();
            var from = Optional.ofNullable(target.spec().cluster())
                    .orElse(target.object().getMetadata().getName());
            return new BackupFolder(location.folder(from))
                    .own(run.plan().backup().time());
        }
    }

    /** The restore that a cluster asks for, once its database runs; null when there is none. */
    public RestoreRun due(GreptimeDBCluster cluster) {
        var ready = cluster.getStatus() != null
                && Boolean.TRUE.equals(cluster.getStatus().ready());
        return restores.dueRunning(GreptimeBackups.restore(cluster), ready);
    }

    /**
     * Chooses the backup and reads what it holds.
     *
     * @throws BackupException when there is none, or it is no backup of a GreptimeDB, or not whole
     */
    public Import choose(RestoreRun run) {
        var target = run.target();
        var location = target.location();
        var credentials = target.spec().credentials(target.backups().spec());
        try (var store = stores.open(location, target.object().getMetadata().getNamespace(), credentials)) {
            var backup = restores.chosen(target, store);
            var manifest = backup.manifest()
                    .filter(found -> "tables".equals(found.format()))
                    .orElseThrow(() -> new BackupException("backup " + backup.name()
                            + " cannot be restored: it is no backup of a GreptimeDB"
                            + backup.problem().map(problem -> "; " + problem).orElse("")));
            var plan = new RestorePlan(backup, manifest.files(), Optional.empty());
            refuseGaps(store, manifest);
            var tables = tables(store, manifest);
            return new Import(run.bringing(plan), tables, occupied((GreptimeDBCluster) target.object(), tables));
        }
    }

    private static void refuseGaps(Store store, Manifest manifest) {
        for (var file : manifest.files()) {
            var found = store.find(file.key());
            if (found.isEmpty() || found.get().bytes() != file.bytes()) {
                throw new BackupException("the backup cannot be restored: " + file.key()
                        + (found.isEmpty() ? " is gone" : " has another size") + "; choose another one");
            }
        }
    }

    private static TableBackup tables(Store store, Manifest manifest) {
        var file = manifest.files().stream()
                .filter(found -> found.path().equals(TableBackup.FILE))
                .findFirst()
                .orElseThrow(() -> new BackupException("the backup cannot be restored: it does not name its tables"));
        try (var in = store.read(file.key(), 0, file.bytes())) {
            var content = in.readAllBytes();
            if (!Digests.of(content).equals(file.sha256())) {
                throw new BackupException("the backup cannot be restored: the checksum of " + file.key()
                        + " is wrong; choose another one");
            }
            return TableBackup.of(content, file.key());
        } catch (IOException e) {
            throw new BackupException("reading " + file.key() + " failed: " + e.getMessage(), e);
        }
    }

    /** Whether tables of the backup hold rows already that nobody has allowed to be written over. */
    public boolean needsConfirmation(Import run) {
        return restores.wouldChange(run.run(), !run.occupied().isEmpty(), 1);
    }

    /** What the backup would do to the rows that are there, as the second half of a sentence. */
    public String change(Import run) {
        var names = run.occupied();
        var some = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return "be written into the tables %s%s; what they hold at the same keys and times is lost"
                .formatted(some, names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }

    private List<String> occupied(GreptimeDBCluster cluster, TableBackup tables) {
        try {
            return tables.databases().stream()
                    .flatMap(database -> held(cluster, database).stream())
                    .toList();
        } catch (KubernetesClientException e) {
            throw new BackupException("the database does not tell its tables: " + PodProxy.reason(e), e);
        }
    }

    private List<String> held(GreptimeDBCluster cluster, TableBackup.Database database) {
        var there = new HashSet<String>();
        sql.run(cluster, "public", Sentence.tables(database.name()))
                .forEach(row -> there.add(row.path(0).asText()));
        return database.tables().stream()
                .map(TableBackup.Table::name)
                .filter(there::contains)
                .filter(table -> sql.run(cluster, database.name(), Sentence.count(table))
                                .at("/0/0")
                                .asLong()
                        > 0)
                .map(table -> database.name() + "." + table)
                .toList();
    }

    /**
     * Makes the tables and lets the database read their rows.
     *
     * @return what was brought, in words
     * @throws BackupException when it refuses, or reads other rows than the backup holds
     */
    public String bring(Import run) {
        var target = run.run().target();
        var where = TableStore.of(
                stores,
                target.location(),
                target.object().getMetadata().getNamespace(),
                target.spec().credentials(target.backups().spec()));
        try {
            for (var database : run.tables().databases()) {
                bring(run, database, where);
            }
        } catch (KubernetesClientException e) {
            throw new BackupException(
                    "spec.restoreFrom: the database cannot read the backup: " + where.without(PodProxy.reason(e)),
                    null);
        }
        return "%s: %,d rows in %d tables"
                .formatted(
                        run.run().plan().backup().name(),
                        run.tables().rows(),
                        run.tables().databases().stream()
                                .mapToInt(database -> database.tables().size())
                                .sum());
    }

    private void bring(Import run, TableBackup.Database database, TableStore where) {
        sql.change(run.cluster(), "public", database.create());
        for (var table : database.tables()) {
            sql.change(run.cluster(), database.name(), table.create());
        }
        if (database.rows() == 0) {
            return;
        }
        var rows = copies.change(
                run.cluster(),
                database.name(),
                Sentence.copyFrom(
                        database.name(), where.url(run.folder(), database.name()), where.location(), where.secret()));
        if (rows != database.rows()) {
            throw new BackupException("the database read %,d rows of %s, the backup holds %,d; choose another one"
                    .formatted(rows, database.name(), database.rows()));
        }
    }
}
