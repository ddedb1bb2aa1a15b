package io.cameleer.greenplum.database;

import java.util.List;
import java.util.Optional;

/**
 * What the master knows.
 *
 * @param segments all rows of gp_segment_configuration
 * @param standbyStreams whether a standby takes the master's log as it is written
 * @param expanding whether a past expansion has left its schema, because data are still to be redistributed
 * @param whole whether all primary segments answer
 */
public record Catalog(List<Segment> segments, boolean standbyStreams, boolean expanding, boolean whole) {
    /** The segments without masters. */
    public List<Segment> data() {
        return segments.stream().filter(segment -> !segment.isMaster()).toList();
    }

    /** How many parts the data have. */
    public int primaries() {
        return (int) data().stream().map(Segment::content).distinct().count();
    }

    /** The standby that is registered. */
    public Optional<Segment> standby() {
        return segments.stream()
                .filter(segment -> segment.isMaster() && !segment.isPrimary())
                .findFirst();
    }

    /** Segments that do not run. */
    public List<Segment> down() {
        return data().stream().filter(segment -> !segment.up()).toList();
    }

    /** Whether every segment that has a partner is in step with it. */
    public boolean synced() {
        return data().stream().allMatch(segment -> segment.up() && (segment.synced() || !hasPartner(segment)));
    }

    /** Whether there are mirrors. */
    public boolean mirrored() {
        return data().stream().anyMatch(this::hasPartner);
    }

    private boolean hasPartner(Segment segment) {
        return data().stream()
                .anyMatch(other -> other.content() == segment.content() && other.dbid() != segment.dbid());
    }
}
