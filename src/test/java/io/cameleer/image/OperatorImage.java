package io.cameleer.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import io.cameleer.cluster.CLibrary;
import io.cameleer.cluster.Processes;
import io.cameleer.cluster.Progress;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The operator's container image, as {@code mvn -Pimage} writes it: a Java runtime of the modules that are needed, the C
 * library under it, the libraries, the program, and a cache of loaded classes. There is nothing else in it, no shell
 * either. No container daemon is needed; the same inputs give the same layers, except that of the cache.
 */
public final class OperatorImage {
    /** The name under which the archive keeps it. */
    public static final String REFERENCE = "docker.io/cameleer/operator:0.1.0";

    private static final Instant TIME = Instant.ofEpochSecond(1);
    private static final String MODULES = String.join(
            ",",
            "java.base",
            "java.compiler",
            "java.desktop",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.rmi",
            "java.security.jgss",
            "java.security.sasl",
            "java.sql",
            "java.transaction.xa",
            "java.xml",
            "jdk.crypto.ec",
            "jdk.jfr",
            "jdk.management",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.unsupported",
            "jdk.zipfs");
    private static final List<String> OPTIONS =
            List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:+ExitOnOutOfMemoryError");

    /** The desktop's libraries need more than a C library; nobody draws here. */
    private static final Pattern DRAWING =
            Pattern.compile("lib(awt.*|splashscreen|jawt|jsound|fontmanager|freetype|lcms|mlib_image|javajpeg)\\.so");

    private final Path work;
    private final Path root;

    private OperatorImage(Path work) {
        this.work = work;
        this.root = work.resolve("root");
    }

    /** Builds the archive from what `mvn package` left in target, unless it is there already for that very program. */
    public static synchronized Path build() throws IOException {
        var target = Project.directory().resolve("target");
        var archive = target.resolve("cameleer-image.tar");
        var madeOf = target.resolve("cameleer-image.made-of");
        var program = program(target);
        if (Files.exists(archive)
                && Files.exists(madeOf)
                && Files.readString(madeOf).equals(program)) {
            return archive;
        }
        Progress.of("building the operator's image", () -> new OperatorImage(target.resolve("image"))
                .archive(archive, true));
        Files.writeString(madeOf, program);
        return archive;
    }

    /** The program's checksum and the names of its libraries, which have their versions in them. */
    private static String program(Path target) throws IOException {
        try (var libraries = Files.list(target.resolve("lib"))) {
            return Processes.run("sha256sum", target.resolve("cameleer.jar").toString())
                            .split(" ")[0]
                    + libraries
                            .map(library -> "\n" + library.getFileName())
                            .sorted()
                            .collect(Collectors.joining());
        }
    }

    /** Builds anew in a folder of its own and without the cache of classes, to compare. */
    static Path withoutCache(Path work) throws IOException {
        return new OperatorImage(work).archive(work.resolve("image.tar"), false);
    }

    /** Writes target/cameleer-image.tar. */
    public static void main(String[] arguments) throws IOException {
        var archive = build();
        Progress.say("wrote " + archive + ", " + Files.size(archive) / 1_000_000 + " MB, as " + REFERENCE);
    }

    private Path archive(Path archive, boolean cached) throws IOException {
        Processes.run("rm", "-rf", work.toString());
        Files.createDirectories(root.resolve("tmp"));
        runtime();
        cLibrary();
        program();
        var layers = new ArrayList<>(List.of(
                layer("java", "opt", "lib", "lib64", "etc", "tmp"),
                layer("libraries", "app/lib"),
                layer("program", "app/cameleer.jar")));
        if (cached) {
            layers.add(layer("cache", root.relativize(cache()).toString()));
        }
        try {
            Jib.fromScratch()
                    .setPlatforms(Set.of(new Platform(architecture(), "linux")))
                    .setCreationTime(Instant.EPOCH)
                    .setFileEntriesLayers(layers)
                    .setUser("65532:65532")
                    .setWorkingDirectory(AbsoluteUnixPath.get("/app"))
                    .setEnvironment(Map.of("PATH", "/opt/java/bin"))
                    .setEntrypoint(entrypoint("/"))
                    .containerize(Containerizer.to(TarImage.at(archive).named(ImageReference.parse(REFERENCE)))
                            .setToolName("cameleer")
                            .setOfflineMode(true)
                            .setApplicationLayersCache(work.resolve("jib"))
                            .setBaseImageLayersCache(work.resolve("jib")));
            return archive;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the image could not be written: " + e.getCause(), e);
        } catch (Exception e) {
            throw new IllegalStateException("the image could not be written: " + e.getMessage(), e);
        }
    }

    private static List<String> entrypoint(String prefix) {
        var command = new ArrayList<>(List.of(prefix + "opt/java/bin/java"));
        command.addAll(OPTIONS);
        command.addAll(List.of("-XX:AOTCache=" + prefix + "app/cameleer.aot", "-jar", prefix + "app/cameleer.jar"));
        return command;
    }

    private void runtime() throws IOException {
        Processes.run(
                jdk("jlink"),
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress",
                "zip-6",
                "--output",
                root.resolve("opt/java").toString());
        try (var launchers = Files.list(root.resolve("opt/java/bin"))) {
            for (var launcher : launchers.filter(file -> !file.endsWith("java")).toList()) {
                Files.delete(launcher);
            }
        }
        try (var libraries = Files.list(root.resolve("opt/java/lib"))) {
            for (var library : libraries.toList()) {
                if (DRAWING.matcher(library.getFileName().toString()).matches()) {
                    Files.delete(library);
                }
            }
        }
    }

    private void cLibrary() throws IOException {
        CLibrary.copy(root.resolve("opt/java"), root);
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/passwd"), "cameleer:x:65532:65532::/app:/none\n");
        Files.writeString(root.resolve("etc/nsswitch.conf"), "hosts: files dns\n");
    }

    private void program() throws IOException {
        var target = Project.directory().resolve("target");
        Files.createDirectories(root.resolve("app/lib"));
        copy(target.resolve("cameleer.jar"), root.resolve("app/cameleer.jar"));
        try (var libraries = Files.list(target.resolve("lib"))) {
            for (var library : libraries.sorted().toList()) {
                copy(library, root.resolve("app/lib").resolve(library.getFileName()));
            }
        }
    }

    /** The Java runtime checks the time of every file that the cache speaks of, so it is the image's already. */
    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to);
        Files.setLastModifiedTime(to, FileTime.from(TIME));
    }

    private Path cache() throws IOException {
        var cache = root.resolve("app/cameleer.aot");
        var java = new ArrayList<>(List.of(root.resolve("opt/java/bin/java").toString()));
        java.addAll(OPTIONS);
        Training.record(work, root, java, "app/cameleer.jar", cache);
        return cache;
    }

    private FileEntriesLayer layer(String name, String... paths) throws IOException {
        var layer = FileEntriesLayer.builder().setName(name);
        for (var path : paths) {
            if (!Files.exists(root.resolve(path))) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root.resolve(path))) {
                for (var file : files.sorted().toList()) {
                    var inside = AbsoluteUnixPath.get("/" + root.relativize(file));
                    var permissions = FilePermissions.fromOctalString(
                            Files.isDirectory(file)
                                    ? (file.equals(root.resolve("tmp")) ? "777" : "755")
                                    : (Files.isExecutable(file) ? "755" : "644"));
                    layer.addEntry(file, inside, permissions, TIME);
                }
            }
        }
        return layer.build();
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private static String jdk(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }
}
