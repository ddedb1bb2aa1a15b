package io.cameleer.greptimedb.backup;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.cameleer.backup.BackupException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The databases and tables of a backup, as {@code tables.json} beside their rows has them.
 *
 * @param databases all that the backup holds
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TableBackup(List<Database> databases) {
    /** The object's name below the backup's own folder. */
    static final String FILE = "tables.json";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * One database.
     *
     * @param name its name
     * @param create the statement that makes it
     * @param rows how many rows of it the backup holds
     * @param tables its tables, those that others lie in first
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Database(String name, String create, long rows, List<Table> tables) {
        /** The tables, and those of a later look that are not among them. */
        Database and(Database later) {
            var all = new LinkedHashMap<String, Table>();
            tables.forEach(table -> all.put(table.name(), table));
            later.tables().forEach(table -> all.putIfAbsent(table.name(), table));
            return new Database(name, create, rows, ordered(new ArrayList<>(all.values())));
        }

        /** The same with as many rows. */
        Database holding(long count) {
            return new Database(name, create, count, tables);
        }
    }

    /**
     * One table.
     *
     * @param name its name
     * @param create the statement that makes it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Table(String name, String create) {
        /** Whether its rows lie in another table, as those of metrics do. */
        private boolean isLogical() {
            return create.contains("on_physical_table");
        }
    }

    /** Tables in an order in which they can be made. */
    static List<Table> ordered(List<Table> tables) {
        var first = new ArrayList<>(
                tables.stream().filter(table -> !table.isLogical()).toList());
        tables.stream().filter(Table::isLogical).forEach(first::add);
        return List.copyOf(first);
    }

    long rows() {
        return databases.stream().mapToLong(Database::rows).sum();
    }

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads what a backup holds. It ends up as statements of the database, so anything but the making of tables is refused.
     *
     * @throws BackupException when it is no such list
     */
    static TableBackup of(byte[] json, String key) {
        TableBackup read;
        try {
            read = JSON.readValue(json, TableBackup.class);
        } catch (IOException e) {
            throw new BackupException(key + " is no list of tables: " + e.getMessage() + "; choose another backup", e);
        }
        for (var database : read.databases()) {
            refuseUnless(Sentence.createsDatabase(database.create()), key, database.name());
            database.tables().forEach(table -> refuseUnless(Sentence.createsTable(table.create()), key, table.name()));
        }
        return read;
    }

    private static void refuseUnless(boolean holds, String key, String name) {
        if (!holds) {
            throw new BackupException("the backup is refused: what " + key + " says of " + name
                    + " makes neither a table nor a database; choose another one");
        }
    }
}
