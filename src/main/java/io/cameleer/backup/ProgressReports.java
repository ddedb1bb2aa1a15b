package io.cameleer.backup;

import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the status and the log how far a transfer is, not more often than is of use. */
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

    /**
     * Reports on one transfer.
     *
     * @param object the custom resource
     * @param field the field of its status that holds {@code bytes} and {@code rate}
     * @param what the transfer's name in the log
     */
    public Report of(HasMetadata object, String field, String what) {
        return new Report(object, field, what, clock.instant());
    }

    /** The progress of one transfer. */
    public final class Report {
        private final HasMetadata object;
        private final String field;
        private final String what;
        private final Instant begin;
        private Instant last;

        private Report(HasMetadata object, String field, String what, Instant begin) {
            this.object = object;
            this.field = field;
            this.what = what;
            this.begin = begin;
            this.last = begin;
        }

        /** Tells how many bytes have been moved so far. */
        public synchronized void bytes(long bytes) {
            var now = clock.instant();
            if (Duration.between(last, now).compareTo(pause) < 0) {
                return;
            }
            last = now;
            var rate = bytes * 1000 / Math.max(1, Duration.between(begin, now).toMillis());
            LOG.info("{}: {} MiB so far, {} MiB/s", what, bytes >> 20, rate >> 20);
            var record = new LinkedHashMap<String, Object>();
            record.put("bytes", bytes);
            record.put("rate", rate);
            try {
                status.set(object, Map.of(field, record));
            } catch (KubernetesClientException e) {
                // Progress informs; an API server that is away for a moment must not end the transfer.
                LOG.debug("Progress of {} was not recorded", what, e);
            }
        }
    }
}
