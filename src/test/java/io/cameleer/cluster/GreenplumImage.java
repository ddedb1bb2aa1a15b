package io.cameleer.cluster;

import java.nio.file.Path;
import java.util.List;

/** The stand-in for Greenplum: the distribution's PostgreSQL, what it needs, and tools of Greenplum's names over it. */
final class GreenplumImage {
    private static final Path SOURCES = Path.of("src/test/cluster/greenplum");
    private static final String HOME = "usr/local/greenplum-db/";

    private GreenplumImage() {}

    static Image of(String reference) {
        var files = PostgresqlFiles.all();
        PostgresqlFiles.below(SOURCES.resolve("bin"), HOME + "bin/", files);
        files.put("usr/local/pxf-gp6/bin/pxf", files.remove(HOME + "bin/pxf"));
        files.put(HOME + "bin/gpagent", Tool.GREENPLUM.path());
        PostgresqlFiles.below(SOURCES.resolve("tools"), "home/gpadmin/tools/", files);
        PostgresqlFiles.below(SOURCES.resolve("lib"), HOME + "lib/", files);
        files.put(HOME + "greenplum_path.sh", files.remove(HOME + "lib/greenplum_path.sh"));
        return new Image(reference, "1000", List.of(), files, true, List.of("home/gpadmin", "greenplum"));
    }
}
