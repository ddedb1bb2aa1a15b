package io.cameleer.backup;

import io.cameleer.workqueue.WorkItem;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the status and the log how far the transfers of a kind of run are, not more often than is of use. A transfer whose run is
 * another process' by now ends by that.
 */
public final class ProgressReports<R extends WorkItem> {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressReports.class);

    private final Function<R, Outcomes> outcomes;
    private final Clock clock;
    private final Duration pause;

    /** Reports at most once in a pause. */
    public ProgressReports(Function<R, Outcomes> outcomes, Clock clock, Duration pause) {
        this.outcomes = outcomes;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Reports on one transfer.
     *
     * @param run its run, whose record holds {@code bytes} and {@code rate}
     * @param what the transfer's name in the log
     */
    public Report of(R run, String what) {
        return new Report(run, what, clock.instant());
    }

    /** The progress of one transfer. */
    public final class Report {
        private final R run;
        private final String what;
        private final Instant begin;
        private Instant last;

        private Report(R run, String what, Instant begin) {
            this.run = run;
            this.what = what;
            this.begin = begin;
            this.last = begin;
        }

        /**
         * Tells how many bytes have been moved so far.
         *
         * @throws Superseded when another process goes on with the run
         */
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
                outcomes.apply(run).record(run.object(), record);
            } catch (KubernetesClientException e) {
                // Progress informs; an API server that is away for a moment must not end the transfer.
                LOG.debug("Progress of {} was not recorded", what, e);
            }
        }
    }
}
