package io.cameleer.cluster;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real PostgreSQL that can be stopped and started again with its data. */
public final class AuditPostgres implements AutoCloseable {
    private final int port = Ports.free();
    private final Path data;
    private EmbeddedPostgres server;

    /** Starts it over a folder of data. */
    public AuditPostgres(Path data) {
        this.data = data;
        start();
    }

    /** Starts it, on the same port as before. */
    public void start() {
        try {
            server = EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops it. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its address for JDBC. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** The settings by which an operator uses it, with a spool of its own. */
    public Map<String, String> settings(Path spool) {
        return Map.of(
                "CAMELEER_AUDIT_JDBC_URL",
                url(),
                "CAMELEER_AUDIT_USER",
                "postgres",
                "CAMELEER_AUDIT_PASSWORD",
                "postgres",
                "CAMELEER_AUDIT_SPOOL",
                spool.toString(),
                "CAMELEER_AUDIT_PERIOD",
                "200");
    }

    /** The first column of all rows of a query. */
    public List<String> query(String sql) {
        try (var connection = DriverManager.getConnection(url(), "postgres", "postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs statements that answer with no rows. */
    public void execute(String sql) {
        try (var connection = DriverManager.getConnection(url(), "postgres", "postgres");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
