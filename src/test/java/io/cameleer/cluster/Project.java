package io.cameleer.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where things are: the project's folder, the cache of built tools, and the work folders of a run. */
public final class Project {
    private Project() {}

    /** The project's folder: Maven runs everything with it as the current folder. */
    public static Path directory() {
        return Path.of("").toAbsolutePath();
    }

    /** {@code $XDG_CACHE_HOME/cameleer} or {@code ~/.cache/cameleer}; kept between builds. */
    public static Path cache() throws IOException {
        var base = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .orElse(Path.of(
                        Optional.ofNullable(System.getenv("HOME")).orElse(System.getProperty("user.home")), ".cache"));
        return Files.createDirectories(base.resolve("cameleer"));
    }

    /**
     * A new folder below the system's temporary folder; sockets live there, so its path is short. With {@code -Dcluster.keep} it
     * stays, otherwise a later run removes what this one could not.
     */
    public static Path work(String name) throws IOException {
        return Files.createTempDirectory(prefix() + name + "-");
    }

    /** A new empty file there, which ends with {@code suffix}. */
    public static Path workFile(String name, String suffix) throws IOException {
        return Files.createTempFile(prefix() + name + "-", suffix);
    }

    /** Removes a folder of {@link #work}, unless what a run made is to stay. */
    public static void discard(Path folder) {
        if (!isKept()) {
            Leftovers.remove(folder);
        }
    }

    private static String prefix() {
        return isKept() ? "cameleer-kept-" : Slot.prefix();
    }

    private static boolean isKept() {
        return Boolean.getBoolean("cluster.keep");
    }
}
