package io.cameleer.greptimedb.backup;

import io.cameleer.backup.store.StoreLocation;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/**
 * The statements of backups and restores; see https://docs.greptime.com/reference/sql/copy/.
 */
final class Sentence {
    /** The databases that clients may write to. */
    static final String DATABASES =
            "SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN ('information_schema', 'pg_catalog', 'greptime_private') ORDER BY schema_name";

    private Sentence() {}

    /** The tables of a database that hold rows; views have none. */
    static String tables(String database) {
        return "SELECT table_name FROM information_schema.tables WHERE table_schema = " + text(database)
                + " AND table_type = 'BASE TABLE' ORDER BY table_name";
    }

    static String show(String database) {
        return "SHOW CREATE DATABASE " + name(database);
    }

    static String show(String database, String table) {
        return "SHOW CREATE TABLE " + name(database) + "." + name(table);
    }

    static String count(String table) {
        return "SELECT count(*) FROM " + name(table);
    }

    /** Writes all tables of a database into a folder of a bucket, a file each. */
    static String copyTo(String database, String url, StoreLocation location, Optional<Map<String, String>> secret) {
        return "COPY DATABASE " + name(database) + " TO " + text(url) + store(location, secret);
    }

    /** Reads them back into tables of the same names. */
    static String copyFrom(String database, String url, StoreLocation location, Optional<Map<String, String>> secret) {
        return "COPY DATABASE " + name(database) + " FROM " + text(url) + store(location, secret);
    }

    /** Without a Secret the database uses the identity of its own pods. */
    private static String store(StoreLocation location, Optional<Map<String, String>> secret) {
        var connection = new ArrayList<String>();
        Optional.ofNullable(location.endpoint()).ifPresent(endpoint -> connection.add("ENDPOINT=" + text(endpoint)));
        Optional.ofNullable(location.region()).ifPresent(region -> connection.add("REGION=" + text(region)));
        secret.ifPresent(values -> {
            connection.add(
                    "ACCESS_KEY_ID=" + text(values.get("AWS_ACCESS_KEY_ID").strip()));
            connection.add("SECRET_ACCESS_KEY="
                    + text(values.get("AWS_SECRET_ACCESS_KEY").strip()));
            Optional.ofNullable(values.get("AWS_SESSION_TOKEN"))
                    .ifPresent(token -> connection.add("SESSION_TOKEN=" + text(token.strip())));
        });
        if (location.endpoint() != null) {
            connection.add("ENABLE_VIRTUAL_HOST_STYLE='false'");
        }
        return " WITH (FORMAT='parquet')"
                + (connection.isEmpty() ? "" : " CONNECTION (" + String.join(", ", connection) + ")");
    }

    static boolean createsDatabase(String statement) {
        return statement != null && statement.matches("(?is)^create database if not exists [^;]*;?\\s*$");
    }

    static boolean createsTable(String statement) {
        return statement != null && statement.matches("(?is)^create table if not exists .*$");
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private static String name(String value) {
        return "\"" + value.replace("\"", "\"\"") + "\"";
    }
}
