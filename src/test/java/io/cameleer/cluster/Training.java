package io.cameleer.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records what the operator loads at its start, so that others start faster. */
public final class Training {
    private static final List<String> OPTIONS = List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders");

    private Training() {}

    /** How a Java starts the operator's program that the build left in {@code target}, with what was recorded of it. */
    static synchronized List<String> options() throws IOException {
        var target = Project.directory().resolve("target");
        var jar = target.resolve("cameleer.jar");
        var cache = target.resolve("operator.aot");
        if (!Files.exists(cache) || Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) < 0) {
            var command = new ArrayList<String>();
            command.add(OperatorProcess.java());
            command.addAll(OPTIONS);
            Progress.of("recording what the operator loads", () -> {
                record(Project.work("training"), target, command, jar.toString(), cache);
                return cache;
            });
        }
        return List.of("-XX:AOTCache=" + cache);
    }

    /**
     * Starts the program until it says that it is up, without a cluster, and keeps what it loaded.
     *
     * @param work a folder for what this needs
     * @param directory where the program is started
     * @param java the Java and its options
     * @throws IOException when nothing could be kept
     */
    public static void record(Path work, Path directory, List<String> java, String jar, Path cache) throws IOException {
        var nowhere = Files.writeString(work.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: none
                clusters: [{name: none, cluster: {server: "http://127.0.0.1:1"}}]
                contexts: [{name: none, context: {cluster: none, user: none}}]
                users: [{name: none, user: {}}]
                """);
        var command = new ArrayList<>(java);
        command.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-jar", jar));
        var log = work.resolve("training.log");
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "KUBECONFIG", nowhere.toString(),
                        "CAMELEER_HTTP_PORT", "0",
                        "CAMELEER_MANAGEMENT_PORT", "0",
                        "CAMELEER_ROUTES_DIRECTORY", "none",
                        "CAMEL_MAIN_DURATION_MAX_SECONDS", "3",
                        "CAMEL_MAIN_SHUTDOWN_TIMEOUT", "1"));
        try {
            var code = builder.start().waitFor();
            if (!Files.exists(cache)) {
                throw new IOException("the training run ended with " + code + " and left no cache; see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
