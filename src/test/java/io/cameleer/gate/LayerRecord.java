package io.cameleer.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What happened in a layer, kept line by line in {@code target/gate}, so that a JVM that dies leaves what it knew. */
record LayerRecord(Layer layer, List<Line> lines) {
    /** How a test ended. */
    enum Outcome {
        PASSED,
        FAILED,
        /** Its layer had ended. */
        NOT_RUN,
        /** No test: the layer began or ended. */
        MARK
    }

    /**
     * One line.
     *
     * @param time milliseconds since the epoch
     * @param id the same for all tries of one test
     * @param name class and method, for people
     * @param millis how long it took
     * @param words why it failed or did not run, in one line
     */
    record Line(long time, Outcome outcome, String id, String name, long millis, String words) {
        private String text() {
            return String.join(
                    "\t",
                    String.valueOf(time),
                    outcome.name(),
                    plain(id),
                    plain(name),
                    String.valueOf(millis),
                    plain(words));
        }

        private static Line of(String text) {
            var fields = text.split("\t", -1);
            return new Line(
                    Long.parseLong(fields[0]),
                    Outcome.valueOf(fields[1]),
                    fields[2],
                    fields[3],
                    Long.parseLong(fields[4]),
                    fields[5]);
        }

        private static String plain(String text) {
            return text.replaceAll("\\s+", " ").strip();
        }
    }

    /** Adds a line to a layer's record. */
    static synchronized void add(Path folder, Layer layer, Line line) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    file(folder, layer), line.text() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is kept of a layer; nothing when it has not begun. */
    static LayerRecord of(Path folder, Layer layer) {
        var file = file(folder, layer);
        try {
            return new LayerRecord(
                    layer,
                    Files.exists(file)
                            ? Files.readAllLines(file).stream().map(Line::of).toList()
                            : List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(Path folder, Layer layer) {
        return folder.resolve(layer.name().toLowerCase(Locale.ROOT) + ".tsv");
    }

    /** The tries of each test, the first first. */
    Map<String, List<Line>> tries() {
        var tries = new LinkedHashMap<String, List<Line>>();
        for (var line : lines) {
            if (line.outcome() != Outcome.MARK) {
                tries.computeIfAbsent(line.id(), id -> new ArrayList<>()).add(line);
            }
        }
        return tries;
    }

    /** The tests that ended so: failed means in every try. */
    List<Line> ended(Outcome outcome) {
        return tries().values().stream()
                .filter(all -> outcome(all) == outcome)
                .map(List::getFirst)
                .toList();
    }

    private static Outcome outcome(List<Line> tries) {
        for (var outcome : List.of(Outcome.PASSED, Outcome.FAILED)) {
            if (tries.stream().anyMatch(line -> line.outcome() == outcome)) {
                return outcome;
            }
        }
        return Outcome.NOT_RUN;
    }

    /** The tests that passed only when they were repeated, as their first try failed. */
    List<Line> flaky() {
        return tries().values().stream()
                .filter(all -> outcome(all) == Outcome.PASSED && all.getFirst().outcome() == Outcome.FAILED)
                .map(List::getFirst)
                .toList();
    }

    /** Whether a test of it failed for good. */
    boolean red() {
        return !ended(Outcome.FAILED).isEmpty();
    }

    /** Seconds from the first line to the last. */
    double seconds() {
        return lines.isEmpty() ? 0 : (lines.getLast().time() - lines.getFirst().time()) / 1000.0;
    }
}
