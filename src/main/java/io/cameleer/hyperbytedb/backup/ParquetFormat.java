package io.cameleer.hyperbytedb.backup;

import io.cameleer.backup.SnapshotFormat;
import java.util.Optional;

/** The files of HyperbyteDB's backups: Parquet files never change under their name, what lies beside them may. */
final class ParquetFormat implements SnapshotFormat {
    @Override
    public boolean isImmutable(String path) {
        return path.startsWith("data/") && path.endsWith(".parquet");
    }

    @Override
    public boolean tellsTimeRange(String path) {
        return false;
    }

    @Override
    public Optional<TimeRange> timeRange(String path, byte[] content) {
        return Optional.empty();
    }
}
