package io.cameleer.bench;

import io.cameleer.cluster.Prometheuses;
import io.cameleer.endtoend.Stage;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** A large snapshot from a real pod into MinIO, beside a bare {@code exec tar} to nowhere. */
final class StreamBench {
    /** A snapshot and its copy in the store are written to one disk; a larger one is not restored to it as well. */
    private static final int RESTORED_AT_MOST = 4096;

    private StreamBench() {}

    static Map<String, Object> run(int mebibytes) {
        var figures = new LinkedHashMap<String, Object>();
        var stage = Stage.get();
        var prometheuses = stage.prometheuses();
        stage.bucket("stream");
        prometheuses.apply("stream", "{" + Stage.FAST + ", backup: {enabled: true, bucket: stream}}");
        prometheuses.await("stream", "Active");
        stage.pods().inflate("stream", "stream-0", mebibytes);

        var bare = bare(stage);
        figures.put("stream: MiB", mebibytes);
        figures.put("stream: bare exec tar to nowhere, MiB/s", Bench.rounded(mebibytes / bare));
        stage.askForBackup("stream", "bench");
        var backup = prometheuses.awaitBackup("stream", "Succeeded").getStatus().backup();
        var rate = backup.rate() / (double) (1 << 20);
        figures.put("stream: snapshot to MinIO, MiB/s", Bench.rounded(rate));
        figures.put("stream: ratio to the bare exec", Bench.rounded(rate / (mebibytes / bare)));
        if (mebibytes <= RESTORED_AT_MOST) {
            figures.put("stream: restore from MinIO, verified, MiB/s", Bench.rounded(restore(prometheuses)));
        }
        figures.put("stream: operator resident MiB at -Xmx128m", ScaleBench.residentMib(stage.operatorPid()));
        return figures;
    }

    /** The rate of a restore into a new cluster, in MiB/s. */
    private static double restore(Prometheuses prometheuses) {
        prometheuses.apply("restored", "{" + Stage.FAST + ", restoreFrom: {bucket: stream, cluster: stream}}");
        return prometheuses
                        .awaitRestore("restored", "Succeeded")
                        .getStatus()
                        .restore()
                        .rate()
                / (double) (1 << 20);
    }

    private static double bare(Stage stage) {
        var begin = System.nanoTime();
        try (var exec = stage.cluster()
                .client()
                .pods()
                .inNamespace(stage.prometheuses().namespace())
                .withName("stream-0")
                .inContainer("prometheus")
                .writingOutput(OutputStream.nullOutputStream())
                .exec("tar", "-C", "/prometheus", "-cf", "-", ".")) {
            exec.exitCode().get();
            return (System.nanoTime() - begin) / 1e9;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
