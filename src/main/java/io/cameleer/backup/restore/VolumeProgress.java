package io.cameleer.backup.restore;

import io.cameleer.backup.ProgressReports;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what goes to all volumes of a run together, tells it, and looks meanwhile whether the run still stands. */
final class VolumeProgress {
    private final ProgressReports<RestoreRun>.Report report;
    private final Standing standing;
    private final AtomicLong moved = new AtomicLong();

    VolumeProgress(ProgressReports<RestoreRun>.Report report, Standing standing) {
        this.report = report;
        this.standing = standing;
    }

    /** How many bytes there were so far. */
    long moved() {
        return moved.get();
    }

    /** A stream of which each read counts. */
    InputStream counting(InputStream stream) {
        return new FilterInputStream(stream) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                standing.check();
                var some = super.read(bytes, offset, length);
                if (some > 0) {
                    report.bytes(moved.addAndGet(some));
                }
                return some;
            }
        };
    }
}
