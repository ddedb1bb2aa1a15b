package io.cameleer.backup.restore;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** How a family's database is started over restored data and asked whether it serves them. */
public interface RestoredDatabase {
    /**
     * The command that starts it, as a script for {@code sh} that ends in {@code exec}.
     *
     * @param directory the folder of the data
     */
    String start(String directory);

    /**
     * The command that puts a backup in the place of the data, as a script for {@code sh} whose first argument is the folder of
     * the backup's files; empty when these are the data.
     */
    default String place() {
        return "";
    }

    /** The volumes of the database's pods that the command needs besides the data. */
    default List<String> volumes() {
        return List.of();
    }

    /** The port of its HTTP API. */
    int port();

    /** The path that answers 200 once it serves. */
    String readyPath();

    /** The path of a query for the series that have a sample at a time. */
    String queryPath(Instant at);

    /**
     * How many series an answer tells of.
     *
     * @throws IOException when it is no answer
     */
    long series(String answer) throws IOException;
}
