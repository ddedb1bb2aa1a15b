package io.cameleer.audit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The PostgreSQL of the audit log; its schema is brought up to date when it is first reached, not when we start. */
public final class AuditDatabase implements AutoCloseable {
    private final HikariDataSource source;
    private final AtomicBoolean migrated = new AtomicBoolean();

    /** Prepares a small pool; nothing is connected yet. */
    public AuditDatabase(String url, String user, String password) {
        var config = new HikariConfig();
        config.setPoolName("audit");
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(3_000);
        config.setInitializationFailTimeout(-1);
        this.source = new HikariDataSource(config);
    }

    /** The pool. */
    public DataSource dataSource() {
        return source;
    }

    /**
     * Creates the table or upgrades the one that tsdb-operator left, once.
     *
     * @throws org.flywaydb.core.api.FlywayException when the database is away
     */
    public synchronized void migrate() {
        if (!migrated.get()) {
            Flyway.configure()
                    .dataSource(source)
                    .table("cameleer_schema_history")
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
            migrated.set(true);
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
