package io.cameleer.greenplum.backup;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.PodShell;
import io.cameleer.greenplum.GreenplumCluster;
import io.cameleer.greenplum.GreenplumStatus;
import io.cameleer.greenplum.database.DatabaseShell;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** gpbackup and gprestore in the pods of one cluster, by way of a folder on every segment's volume. */
final class DumpTools {
    private static final String PARENT = "/greenplum";
    private static final String FOLDER = "cameleer-backup";
    private static final String PATH = PARENT + "/" + FOLDER;
    private static final Duration SHORT = Duration.ofSeconds(60);
    private static final Pattern TIMESTAMP = Pattern.compile("Backup Timestamp = (\\d{14})");
    private static final String ASK = "psql -U gpadmin -AtX -d \"$1\" -c \"$2\"";

    private final DatabaseShell shell;
    private final String active;
    private final Duration limit;

    /**
     * Works on a cluster.
     *
     * @param limit for how long one database may be dumped or restored
     */
    DumpTools(KubernetesClient client, GreenplumCluster cluster, Duration limit) {
        this.shell = new DatabaseShell(client, cluster.getMetadata().getNamespace());
        this.active = Optional.ofNullable(cluster.getStatus())
                .map(GreenplumStatus::activeMaster)
                .orElseThrow(() -> new BackupException("the database does not answer; see the Ready condition"));
        this.limit = limit;
    }

    /** The pods that serve, by the content that they hold; the master's is -1. */
    Map<Integer, String> serving() {
        var pods = new TreeMap<Integer, String>();
        ask(
                        "postgres",
                        "select content || '|' || split_part(hostname, '.', 1) from gp_segment_configuration where role = 'p'")
                .forEach(row -> {
                    var words = row.split("\\|");
                    pods.put(Integer.valueOf(words[0]), words[1]);
                });
        pods.put(-1, active);
        return pods;
    }

    /** The databases that clients use. */
    List<String> databases() {
        return ask("postgres", "select datname from pg_database where datallowconn and not datistemplate order by 1");
    }

    /** The user's tables of a database. */
    List<String> tables(String database) {
        return ask(
                database,
                "select schemaname || '.' || tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema', 'gp_toolkit', 'pg_aoseg', 'pg_bitmapindex', 'gpexpand') order by 1");
    }

    private List<String> ask(String database, String statement) {
        return shell.run(active, SHORT, ASK, database, statement)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** Writes a database to the folders; the dump's name is returned. */
    String dump(String database) {
        var printed = shell.run(active, limit, "gpbackup --dbname \"$1\" --backup-dir \"$2\" 2>&1", database, PATH);
        var found = TIMESTAMP.matcher(printed);
        if (!found.find()) {
            throw new BackupException("gpbackup told no timestamp of its dump of " + database);
        }
        return found.group(1);
    }

    /**
     * Makes a database from the folders, in place of one of its name.
     *
     * @param exists whether there is one; the database "postgres", which tools need, is emptied and not dropped
     */
    void replace(DumpList.Dump dump, boolean exists) {
        var stays = dump.database().equals("postgres");
        if (exists && !stays) {
            shell.run(active, SHORT, "dropdb -U gpadmin \"$1\"", dump.database());
        }
        if (stays) {
            tables(dump.database())
                    .forEach(table -> ask(dump.database(), "drop table if exists " + quoted(table) + " cascade"));
        }
        shell.run(
                active,
                limit,
                "gprestore --timestamp \"$1\" --backup-dir \"$2\"" + (stays ? "" : " --create-db") + " 2>&1",
                dump.timestamp(),
                PATH);
    }

    private static String quoted(String table) {
        var dot = table.indexOf('.');
        return name(table.substring(0, dot)) + "." + name(table.substring(dot + 1));
    }

    private static String name(String word) {
        return "\"" + word.replace("\"", "\"\"") + "\"";
    }

    /** Reads a pod's folder as a tar archive. */
    void read(String pod, PodShell.Reader<Void> reader) throws IOException {
        shell.shell(pod).read(reader, "tar", "-C", PARENT, "-cf", "-", FOLDER);
    }

    /** About how large that archive is, in bytes. */
    long bytes(String pod) {
        var printed = shell.run(pod, SHORT, "du -sk " + PATH).strip().split("\\s")[0];
        return printed.matches("\\d+") ? Long.parseLong(printed) << 10 : 0;
    }

    /** Fills a pod's folder from a tar archive, whose length the command has to know. */
    void fill(String pod, InputStream archive, long bytes) throws IOException {
        var result = shell.shell(pod)
                .feed(limit, archive, "/bin/bash", "-c", "head -c " + bytes + " | tar -C " + PARENT + " -xf -");
        if (result.code() != 0) {
            throw new BackupException("pod " + pod + " did not take its part of the backup: "
                    + result.errors().strip());
        }
    }

    /** Makes the folder on these pods, without what an attempt before left. */
    void prepare(Iterable<String> pods) {
        pods.forEach(pod -> shell.run(pod, SHORT, "rm -rf " + PATH + " && mkdir " + PATH));
    }

    /** Removes the folder from these pods. */
    void clean(Iterable<String> pods) {
        pods.forEach(pod -> shell.run(pod, SHORT, "rm -rf " + PATH));
    }
}
