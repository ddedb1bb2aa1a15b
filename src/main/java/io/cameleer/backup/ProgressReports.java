package io.cameleer.backup;

import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the status and the log how far an upload is, not more often than is of use. */
public final class ProgressReports {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressReports.class);

    private final StatusWriter status;
    private final Clock clock;
    private final Duration pause;

    /** Reports at most once in a pause. */
    public ProgressReports(StatusWriter status, Clock clock, Duration pause) {
        this.status = status;
        this.clock = clock;
        this.pause = pause;
    }

    Report of(BackupRun run) {
        return new Report(run, clock.instant());
    }

    /** The progress of one upload. */
    final class Report {
        private final BackupRun run;
        private final Instant begin;
        private Instant last;

        private Report(BackupRun run, Instant begin) {
            this.run = run;
            this.begin = begin;
            this.last = begin;
        }

        synchronized void bytes(long bytes) {
            var now = clock.instant();
            if (Duration.between(last, now).compareTo(pause) < 0) {
                return;
            }
            last = now;
            var rate = bytes * 1000 / Math.max(1, Duration.between(begin, now).toMillis());
            LOG.info("Backup {}: {} MiB so far, {} MiB/s", run.key(), bytes >> 20, rate >> 20);
            var record = new LinkedHashMap<String, Object>();
            record.put("bytes", bytes);
            record.put("rate", rate);
            try {
                status.set(run.target().object(), Map.of("backup", record));
            } catch (KubernetesClientException e) {
                // Progress informs; an API server that is away for a moment must not end the upload.
                LOG.debug("Progress of {} was not recorded", run.key(), e);
            }
        }
    }
}
