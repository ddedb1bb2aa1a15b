package io.cameleer.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The distribution's PostgreSQL with what it needs, as files of an image. */
final class PostgresqlFiles {
    private static final Path SERVER = Path.of("/usr/lib/postgresql/15");
    private static final Path SHARED = Path.of("/usr/share/postgresql/15");
    private static final List<String> PROGRAMS = List.of(
            "postgres",
            "initdb",
            "pg_ctl",
            "psql",
            "pg_isready",
            "pg_basebackup",
            "pg_rewind",
            "pg_controldata",
            "dropdb");
    private static final List<String> LIBRARIES =
            List.of("plpgsql.so", "postgres_fdw.so", "dblink.so", "dict_snowball.so", "libpqwalreceiver.so");

    private PostgresqlFiles() {}

    /** The files by their paths in the image, where the distribution has them. */
    static Map<String, Path> all() {
        DebianPackages.ensure(DebianPackages.POSTGRESQL);
        var files = new TreeMap<String, Path>();
        var programs = new ArrayList<Path>();
        PROGRAMS.forEach(name -> programs.add(SERVER.resolve("bin").resolve(name)));
        LIBRARIES.forEach(name -> programs.add(SERVER.resolve("lib").resolve(name)));
        programs.add(Path.of("/bin/bash"));
        programs.forEach(program -> files.put(program.toString().substring(1), program));
        CLibrary.needed(programs).forEach(library -> files.put(library.substring(1), Path.of(library)));
        below(SHARED, SHARED.toString().substring(1) + "/", files);
        files.keySet().removeIf(path -> path.contains("/man/") || path.contains("/locale/"));
        return files;
    }

    /** Adds all files of a folder. */
    static void below(Path folder, String prefix, Map<String, Path> files) {
        try (var found = Files.walk(folder)) {
            found.filter(Files::isRegularFile).forEach(file -> files.put(prefix + folder.relativize(file), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
