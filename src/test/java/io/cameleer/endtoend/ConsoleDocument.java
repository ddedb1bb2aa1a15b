package io.cameleer.endtoend;

import io.cameleer.cluster.Project;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A page of the documentation whose console blocks are run. A line that begins with {@code $ } is a command, what follows it
 * is what it printed; times, sizes and numbers may differ, nothing else.
 */
final class ConsoleDocument {
    private final Path page;
    private final Map<String, String> environment;
    private final Map<String, String> places;
    private final Path directory;

    /** One command of a page and what the page says that it prints. */
    record Step(String command, String output) {}

    /**
     * A page.
     *
     * @param places what stands on the page, and what is there in this test instead
     */
    ConsoleDocument(Path page, Path directory, Map<String, String> environment, Map<String, String> places) {
        this.page = page;
        this.directory = directory;
        this.environment = environment;
        this.places = places;
    }

    /** The commands of all console blocks, in their order. */
    List<Step> steps() throws IOException {
        var steps = new ArrayList<Step>();
        var inside = false;
        String command = null;
        var output = new StringBuilder();
        for (var line : Files.readAllLines(Project.directory().resolve(page))) {
            if (line.startsWith("```")) {
                if (command != null) {
                    steps.add(new Step(command, output.toString()));
                }
                command = null;
                output.setLength(0);
                inside = line.equals("```console");
            } else if (inside && line.startsWith("$ ")) {
                if (command != null) {
                    steps.add(new Step(command, output.toString()));
                }
                command = line.substring(2);
                output.setLength(0);
            } else if (inside && command != null && command.endsWith("\\")) {
                command = command.substring(0, command.length() - 1) + line.strip();
            } else if (inside) {
                output.append(line).append('\n');
            }
        }
        return steps;
    }

    /** Runs a command as the page has it and returns what it printed, in the page's own words. */
    String run(String command) throws IOException, InterruptedException {
        var here = command;
        for (var place : places.entrySet()) {
            here = here.replace(place.getKey(), place.getValue());
        }
        var output = Project.workFile("console", ".txt");
        var builder = new ProcessBuilder("sh", "-c", here)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        Waiting.until("the end of: " + command, () -> !process.isAlive());
        var text = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        for (var place : places.entrySet()) {
            text = text.replace(place.getValue(), place.getKey());
        }
        return process.exitValue() == 0 ? text : text + "exit code " + process.exitValue() + "\n";
    }

    /** A text without what differs from one run to the next: numbers, and lines that tell a long transfer's progress. */
    static String withoutNumbers(String text) {
        return text.replaceAll("(?m)^(backup|restore|verify|\\d{8}T\\d{6}Z): .*\\R", "")
                .replaceAll("\\b\\d{8}T\\d{6}Z\\b", "NAME")
                .replaceAll("\\b\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z\\b", "TIME")
                .replaceAll("\\b[0-9a-f]{16}\\b", "WORD")
                .replaceAll("\\b[0-9][0-9.,]*( (B|KiB|MiB|GiB)(/s)?)?\\b", "N")
                .replaceAll("\\b\\d+(s|m|h|m\\d+s)\\b", "AGE")
                .replaceAll("[ \\t]+", " ")
                .strip();
    }
}
