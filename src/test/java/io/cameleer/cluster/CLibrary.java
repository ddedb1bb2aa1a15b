package io.cameleer.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The C library and its loader, as the machine that builds has them, for programs that are not static. */
public final class CLibrary {
    private static final Pattern LIBRARY = Pattern.compile("(?m)(?:=> |^\\s+)(/lib\\S+) \\(");

    private CLibrary() {}

    /** Copies what the programs and libraries below {@code programs} need to the same paths below {@code root}. */
    public static void copy(Path programs, Path root) throws IOException {
        List<Path> found;
        try (var files = Files.walk(programs)) {
            found = files.filter(CLibrary::isDynamic).toList();
        }
        for (var library : needed(found)) {
            var copy = root.resolve(library.substring(1));
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of(library).toRealPath(), copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The paths of all libraries that programs and libraries need, the loader among them. */
    static Set<String> needed(List<Path> programs) {
        var needed = new TreeSet<String>();
        for (var program : programs) {
            LIBRARY.matcher(Processes.run("ldd", program.toString()))
                    .results()
                    .map(found -> found.group(1))
                    .forEach(needed::add);
        }
        return needed;
    }

    private static boolean isDynamic(Path file) {
        return Files.isRegularFile(file)
                && (file.toString().matches(".*\\.so[.0-9]*")
                        || file.getParent().endsWith("bin"));
    }
}
