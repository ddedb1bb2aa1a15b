package io.cameleer.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts programs that must not outlive this JVM and runs programs that end by themselves. */
public final class Processes {
    private static final Path SUPERVISE = Project.directory().resolve("src/test/cluster/scripts/supervise.sh");

    private Processes() {}

    /** A started program: closing it ends it and all that it started. */
    public record Running(String name, Process process, Path log) implements AutoCloseable {
        /** Whether the program still runs. */
        public boolean alive() {
            return process.isAlive();
        }

        /** What is wrong when it ended though nobody told it to. */
        Optional<String> trouble() {
            return alive() ? Optional.empty() : Optional.of(name + " ended by itself: " + tail(15));
        }

        /** The last lines of its log. */
        public String tail(int count) {
            try {
                var lines = Files.readAllLines(log);
                return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
            } catch (IOException e) {
                return "(no log at " + log + ")";
            }
        }

        @Override
        public void close() {
            try {
                process.getOutputStream().close();
                if (!process.waitFor(15, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (IOException e) {
                process.destroyForcibly();
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Starts a program whose output goes to {@code log}; it ends with this JVM, even if that is killed. */
    public static Running start(String name, Path log, Map<String, String> environment, List<String> command) {
        // A session of its own: Ctrl-C reaches the whole group of this JVM, and must not end who cleans up.
        var supervised = new ArrayList<>(List.of("setsid", "sh", SUPERVISE.toString()));
        supervised.addAll(command);
        var builder = new ProcessBuilder(supervised)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new Running(name, builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /**
     * Runs a program to its end and returns what it printed.
     *
     * @throws IllegalStateException with its output when it fails
     */
    public static String run(Path directory, Map<String, String> environment, List<String> command) {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes());
            var code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(
                        "`%s` ended with %d:%n%s".formatted(String.join(" ", command), code, output));
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** {@link #run(Path, Map, List)} in the current folder. */
    public static String run(String... command) {
        return run(Path.of("."), Map.of(), List.of(command));
    }
}
