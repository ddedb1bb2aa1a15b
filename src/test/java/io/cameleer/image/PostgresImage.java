package io.cameleer.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Port;
import io.cameleer.cluster.CLibrary;
import io.cameleer.cluster.Processes;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * A real PostgreSQL in an image that takes the variables of the official one (POSTGRES_DB, POSTGRES_USER,
 * POSTGRES_PASSWORD, PGDATA), for the chart's bundled database: the official image cannot be had without a registry.
 */
public final class PostgresImage {
    private static final String ENTRYPOINT = """
            #!/bin/sh
            set -eu
            if [ ! -s "$PGDATA/PG_VERSION" ]; then
              echo "$POSTGRES_PASSWORD" >/tmp/password
              /pg/bin/initdb -D "$PGDATA" -U "$POSTGRES_USER" --pwfile=/tmp/password -A scram-sha-256 --no-locale -E UTF8
              rm /tmp/password
              echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
              echo "CREATE DATABASE $POSTGRES_DB" | /pg/bin/postgres --single -D "$PGDATA" postgres
            fi
            exec /pg/bin/postgres -D "$PGDATA" -h '*' -k /var/run/postgresql
            """;

    private PostgresImage() {}

    /** Builds the archive below a folder. */
    public static Path build(Path work) throws IOException {
        var root = Files.createDirectories(work.resolve("root"));
        unpack(root.resolve("pg"));
        CLibrary.copy(root.resolve("pg"), root);
        for (var folder : List.of("bin", "etc", "tmp", "var/run/postgresql", "var/lib/postgresql")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.writeString(root.resolve("etc/passwd"), "postgres:x:999:999::/:/bin/sh\n");
        Files.writeString(root.resolve("entrypoint.sh"), ENTRYPOINT);
        Processes.run("cp", "/usr/bin/busybox", root.resolve("bin/sh").toString());
        for (var applet : List.of("rm", "cat")) {
            Processes.run(
                    "cp",
                    "/usr/bin/busybox",
                    root.resolve("bin").resolve(applet).toString());
        }
        var archive = work.resolve("postgres.tar");
        try {
            Jib.fromScratch()
                    .addFileEntriesLayer(layer(root))
                    .setUser("999:999")
                    .setEnvironment(Map.of("PATH", "/bin:/pg/bin"))
                    .addExposedPort(Port.tcp(5432))
                    .setEntrypoint(List.of("/bin/sh", "/entrypoint.sh"))
                    .containerize(Containerizer.to(TarImage.at(archive).named("docker.io/library/postgres:18"))
                            .setOfflineMode(true)
                            .setApplicationLayersCache(work.resolve("jib"))
                            .setBaseImageLayersCache(work.resolve("jib")));
            return archive;
        } catch (Exception e) {
            throw new IllegalStateException("the PostgreSQL image could not be written", e);
        }
    }

    private static void unpack(Path folder) throws IOException {
        try (var resource = EmbeddedPostgres.class.getResourceAsStream("/postgres-linux-x86_64.txz");
                var tar = new TarArchiveInputStream(new XZCompressorInputStream(resource))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var file = folder.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(file.getParent());
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(tar, file);
                    Files.setPosixFilePermissions(
                            file,
                            PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private static FileEntriesLayer layer(Path root) throws IOException {
        var layer = FileEntriesLayer.builder().setName("postgresql");
        try (var files = Files.walk(root)) {
            for (var file : files.filter(file -> !file.equals(root)).sorted().toList()) {
                var open = file.endsWith("tmp")
                        || file.endsWith("var/run/postgresql")
                        || file.endsWith("var/lib/postgresql");
                layer.addEntry(
                        file,
                        AbsoluteUnixPath.get("/" + root.relativize(file)),
                        FilePermissions.fromOctalString(
                                open ? "777" : Files.isDirectory(file) || Files.isExecutable(file) ? "755" : "644"));
            }
        }
        return layer.build();
    }
}
