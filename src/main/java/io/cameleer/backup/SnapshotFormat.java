package io.cameleer.backup;

import java.time.Instant;
import java.util.Optional;

/** What a family knows of the files of its snapshots. Paths are relative to the snapshot's folder. */
public interface SnapshotFormat {
    /** Samples from the first to the last. */
    record TimeRange(Instant from, Instant to) {
        /** The range that covers both. */
        public TimeRange and(TimeRange other) {
            return other == null
                    ? this
                    : new TimeRange(
                            from.isBefore(other.from) ? from : other.from, to.isAfter(other.to) ? to : other.to);
        }
    }

    /** Whether a file's content never changes once it exists under a path, so that its size tells it is the same. */
    boolean isImmutable(String path);

    /** Whether a file may tell a time range. */
    boolean tellsTimeRange(String path);

    /** The time range that a small file tells of, or nothing. */
    Optional<TimeRange> timeRange(String path, byte[] content);
}
