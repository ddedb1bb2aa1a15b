package io.cameleer.kubeblocks.backup;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.SnapshotFormat;
import io.cameleer.backup.restore.UnaskedDatabase;
import java.util.List;
import java.util.Optional;

/**
 * A database of which nothing is known but how its files become data. Whether it serves them is told by its pods' readiness.
 *
 * @param place the script that makes the data
 * @param volumes the volumes that the script may need
 */
record DescribedDatabase(String place, List<String> volumes) implements UnaskedDatabase {
    /** Files of which nothing is known: each belongs to one backup, and none tells a time. */
    static final SnapshotFormat FILES = new SnapshotFormat() {
        @Override
        public boolean isImmutable(String path) {
            return false;
        }

        @Override
        public boolean tellsTimeRange(String path) {
            return false;
        }

        @Override
        public Optional<TimeRange> timeRange(String path, byte[] content) {
            return Optional.empty();
        }
    };

    @Override
    public String start(String directory) {
        throw new BackupException("a backup of a described database is not tried in a pod by itself");
    }
}
