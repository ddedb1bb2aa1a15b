package io.cameleer.backup.restore;

import java.time.Instant;

/** A database that is not asked for its data: its backups tell no time of a sample, and its pods tell whether it serves. */
public interface UnaskedDatabase extends RestoredDatabase {
    @Override
    default int port() {
        return 0;
    }

    @Override
    default String readyPath() {
        return "/";
    }

    @Override
    default String queryPath(Instant at) {
        return "/";
    }

    @Override
    default long series(String answer) {
        return 0;
    }
}
