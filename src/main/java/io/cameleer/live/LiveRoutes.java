package io.cameleer.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The route files: those of the program, each replaced by the file of the same name in the users' folder. A file that
 * changes is tried first and swapped in alone; one that is broken leaves what runs as it is and is reported.
 */
public final class LiveRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);

    private final CamelContext context;
    private final BuiltInRoutes builtIn;
    private final Path folder;
    private final RouteTrial trial;
    private final Map<String, String> running = new LinkedHashMap<>();
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();

    /** Reads the users' files from a folder, which may be missing. */
    public LiveRoutes(CamelContext context, BuiltInRoutes builtIn, Path folder, MeterRegistry meters) {
        this.context = context;
        this.builtIn = builtIn;
        this.folder = folder;
        this.trial = new RouteTrial(context);
        Gauge.builder("cameleer.routes.broken", problems, Map::size)
                .description("Route files whose last edit was refused")
                .register(meters);
    }

    /** What is wrong with which file, empty when nothing is. */
    public Map<String, String> problems() {
        return Map.copyOf(problems);
    }

    /** How many files are loaded, and how many of them are the users'. */
    public String summary() {
        var own = running.entrySet().stream()
                .filter(file -> !file.getValue().equals(builtIn.files().get(file.getKey())))
                .count();
        return running.size() + " route files, " + own + " of them differ from the built-in ones ("
                + folder.toAbsolutePath() + ")";
    }

    /** Loads all files before the context starts; in the place of a broken one stands the built-in one. */
    public void load() throws Exception {
        var wanted = wanted();
        for (var file : wanted.entrySet()) {
            var original = builtIn.files().get(file.getKey());
            var content = file.getValue();
            if (!content.equals(original)) {
                var problem = trial.problem(file.getKey(), content);
                if (problem.isPresent()) {
                    refuse(file.getKey(), content, problem.get());
                    content = original;
                }
            }
            if (content != null) {
                RouteSwap.load(context, file.getKey(), content);
                running.put(file.getKey(), content);
            }
        }
    }

    /**
     * Looks at the folder and swaps in what changed.
     *
     * @return what happened to each changed file, in words for an Event; empty when nothing changed
     */
    public List<RouteEdit> refresh() throws IOException {
        return wanted().entrySet().stream()
                .filter(file -> !file.getValue().equals(running.get(file.getKey())))
                .filter(file -> !file.getValue().equals(refused.get(file.getKey())))
                .map(file -> swap(file.getKey(), file.getValue()))
                .toList();
    }

    private RouteEdit swap(String file, String content) {
        var problem = trial.problem(file, content);
        if (problem.isEmpty()) {
            problem = RouteSwap.replace(context, file, content, running.get(file));
        }
        if (problem.isPresent()) {
            refuse(file, content, problem.get());
            return new RouteEdit(file, false, problem.get());
        }
        running.put(file, content);
        refused.remove(file);
        problems.remove(file);
        LOG.info("Route file {} was edited and swapped in", file);
        return new RouteEdit(file, true, "swapped in");
    }

    private void refuse(String file, String content, String problem) {
        refused.put(file, content);
        problems.put(file, problem);
        LOG.warn("Route file {} is refused, what ran before goes on: {}", file, problem);
    }

    /** The built-in files and over them those of the folder. */
    private Map<String, String> wanted() throws IOException {
        var files = new TreeMap<String, String>();
        files.putAll(builtIn.files());
        if (Files.isDirectory(folder)) {
            try (var found = Files.list(folder)) {
                for (var path : found.filter(path -> path.toString().endsWith(".camel.yaml"))
                        .toList()) {
                    files.put(path.getFileName().toString(), Files.readString(path));
                }
            }
        }
        return files;
    }
}
