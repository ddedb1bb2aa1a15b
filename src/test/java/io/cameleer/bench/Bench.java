package io.cameleer.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.cluster.ApiWrites;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** {@code mvn -Pbench}: writes target/bench.json and prints a table. Ratios are taken within one run. */
public final class Bench {
    private Bench() {}

    /** Takes the build's folder. */
    public static void main(String[] arguments) throws IOException {
        var figures = new LinkedHashMap<String, Object>();
        var clusters = Integer.getInteger("bench.clusters", 500);
        if (clusters > 0) {
            figures.putAll(ScaleBench.run(clusters));
        }
        var due = Integer.getInteger("bench.due", 5_000);
        if (due > 0) {
            figures.putAll(DueBench.run(due));
        }
        figures.putAll(AdmissionBench.run());
        figures.putAll(TakeOverBench.run());
        var mebibytes = Integer.getInteger("bench.stream", 2048);
        if (mebibytes > 0) {
            figures.putAll(StreamBench.run(mebibytes));
        }
        var json = Path.of(arguments[0], "bench.json");
        Files.writeString(
                json, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(figures));
        System.out.println();
        print(figures);
        System.out.println("written to " + json);
        System.exit(0);
    }

    private static void print(Map<String, Object> figures) {
        System.out.println("| figure | value |");
        System.out.println("|---|---|");
        figures.forEach((name, value) -> System.out.println("| " + name + " | " + value + " |"));
    }

    /** Two digits are as many as a noisy machine is worth. */
    static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    /** What is done for each of many. */
    interface Work {
        void on(int index);
    }

    /** Does something for each of many, eight at a time. */
    static void inParallel(int count, Work work) {
        try (var threads = Executors.newFixedThreadPool(8)) {
            IntStream.range(0, count).forEach(i -> threads.execute(() -> work.on(i)));
            threads.shutdown();
            if (!threads.awaitTermination(10, TimeUnit.MINUTES)) {
                throw new IllegalStateException("not done after 10 minutes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Pods that no node takes are told of after half a minute; a settled cluster is one of which nothing is left to say. */
    static void awaitQuiet(ApiWrites writes) {
        var last = new long[] {-1, 0};
        Waiting.until("no write for 15 s", () -> {
            var count = writes.since().size();
            if (count != last[0]) {
                last[0] = count;
                last[1] = System.nanoTime();
            }
            return seconds(last[1]) > 15;
        });
    }

    /** The seconds since a time of {@link System#nanoTime()}. */
    static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
