package io.cameleer.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

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
}
