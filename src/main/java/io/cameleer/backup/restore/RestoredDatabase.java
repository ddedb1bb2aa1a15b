package io.cameleer.backup.restore;

import java.io.IOException;
import java.time.Instant;

/** How a family's database is started over restored data and asked whether it serves them. */
public interface RestoredDatabase {
    /**
     * The command that starts it, as a script for {@code sh} that ends in {@code exec}.
     *
     * @param directory the folder of the data
     */
    String start(String directory);

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
