package io.cameleer.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a transfer is: a bar on a terminal, a line now and then elsewhere. It goes to the standard error. */
final class Progress implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final PrintWriter errors;
    private final String what;
    private final Instant begin = Instant.now();
    private final ProgressBar bar;
    private Instant last = begin;
    private String waitsFor;
    private long total;
    private long done;

    Progress(PrintWriter errors, String what, long total) {
        this.errors = errors;
        this.what = what;
        this.total = total;
        this.bar = System.console() != null && System.console().isTerminal()
                ? new ProgressBarBuilder()
                        .setTaskName(what)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUnit(" MiB", 1 << 20)
                        .showSpeed()
                        .build()
                : null;
    }

    synchronized void more(long bytes) {
        at(done + bytes, total);
    }

    synchronized void at(long bytes, long of) {
        done = bytes;
        total = of;
        if (bar != null) {
            bar.maxHint(of > 0 ? of : -1);
            bar.stepTo(bytes);
        } else if (Duration.between(last, Instant.now()).compareTo(PAUSE) > 0) {
            last = Instant.now();
            errors.println(what + ": " + line());
        }
    }

    /** Says once what is waited for, if anything is. */
    synchronized void waits(String reason) {
        if (bar != null) {
            bar.setExtraMessage(reason == null ? "" : " waiting: " + reason);
        } else if (reason != null && !reason.equals(waitsFor)) {
            errors.println(what + ": waiting: " + reason);
        }
        waitsFor = reason;
    }

    /** What was moved, and how fast. */
    synchronized String line() {
        var millis = Math.max(1, Duration.between(begin, Instant.now()).toMillis());
        return Output.size(done) + (total > 0 ? " of " + Output.size(total) : "") + ", "
                + Output.size(done * 1000 / millis) + "/s";
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
