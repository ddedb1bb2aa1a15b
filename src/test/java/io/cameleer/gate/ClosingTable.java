package io.cameleer.gate;

import io.cameleer.gate.LayerRecord.Line;
import io.cameleer.gate.LayerRecord.Outcome;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The end of {@code mvn verify}: seconds per layer, the slowest tests, what had to be repeated, what failed and why. */
public final class ClosingTable {
    private static final int SLOWEST = 10;
    private static final int MOST = 15;
    private static final int WIDTH = 160;

    private ClosingTable() {}

    /** Takes the folder of the records. */
    public static void main(String[] arguments) {
        print(Path.of(arguments[0]));
    }

    /** Prints what the layers left. */
    static void print(Path folder) {
        var layers = Arrays.stream(Layer.values())
                .map(layer -> LayerRecord.of(folder, layer))
                .toList();
        System.out.println();
        System.out.printf("%-32s %6s %7s %8s %9s%n", "layer", "ran", "failed", "not run", "seconds");
        for (var layer : layers) {
            System.out.printf(
                    "%-32s %6d %7d %8d %9.1f%s%n",
                    layer.layer().title(),
                    layer.ended(Outcome.PASSED).size()
                            + layer.ended(Outcome.FAILED).size(),
                    layer.ended(Outcome.FAILED).size(),
                    layer.ended(Outcome.NOT_RUN).size(),
                    layer.seconds(),
                    layer.lines().isEmpty() ? "  did not begin" : "");
        }
        list(
                "the slowest",
                all(layers, record -> record.lines()).stream()
                        .filter(line -> line.millis() > 0)
                        .sorted(Comparator.comparingLong(Line::millis).reversed())
                        .limit(SLOWEST)
                        .toList(),
                line -> "%8.1f s  %s".formatted(line.millis() / 1000.0, line.name()));
        list(
                "flaky: passed only when repeated",
                all(layers, LayerRecord::flaky),
                line -> line.name() + ": " + line.words());
        list("failed", all(layers, record -> record.ended(Outcome.FAILED)), line -> line.name() + ": " + line.words());
        all(layers, record -> record.ended(Outcome.NOT_RUN)).stream()
                .map(Line::words)
                .distinct()
                .forEach(why -> System.out.println("not run: " + cut(why)));
        System.out.printf(
                "%d passed, %d failed, %d skipped%n",
                all(layers, record -> record.ended(Outcome.PASSED)).size(),
                all(layers, record -> record.ended(Outcome.FAILED)).size(),
                all(layers, record -> record.ended(Outcome.NOT_RUN)).size());
    }

    private static List<Line> all(List<LayerRecord> layers, Function<LayerRecord, List<Line>> part) {
        return layers.stream().flatMap(layer -> part.apply(layer).stream()).toList();
    }

    private static void list(String title, List<Line> lines, Function<Line, String> text) {
        if (!lines.isEmpty()) {
            System.out.println(title);
            lines.stream().limit(MOST).forEach(line -> System.out.println("  " + cut(text.apply(line))));
            if (lines.size() > MOST) {
                System.out.println("  and " + (lines.size() - MOST) + " more");
            }
        }
    }

    private static String cut(String text) {
        return text.length() > WIDTH ? text.substring(0, WIDTH) + "…" : text;
    }
}
