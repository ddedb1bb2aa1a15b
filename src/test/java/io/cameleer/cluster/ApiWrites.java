package io.cameleer.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The operator's writes as the API server's own audit log has them; the renewals of the leader's Lease do not count. */
public final class ApiWrites {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete", "deletecollection");

    private final Path log;
    private final long start;

    private ApiWrites(Path log, long start) {
        this.log = log;
        this.start = start;
    }

    /** Counts from now on. */
    public static ApiWrites from(TestCluster cluster) {
        try {
            var log = cluster.controlPlane().auditLog();
            return new ApiWrites(log, Files.size(log));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every write since then, as {@code verb resource namespace/name}. */
    public List<String> since() {
        try (var reader = Files.newBufferedReader(log)) {
            reader.skip(start);
            var writes = new ArrayList<String>();
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                var event = JSON.readTree(line);
                var object = event.path("objectRef");
                if (WRITES.contains(event.path("verb").asText())
                        && !object.path("resource").asText().equals("leases")) {
                    writes.add(event.path("verb").asText() + " "
                            + object.path("resource").asText() + " "
                            + object.path("namespace").asText() + "/"
                            + object.path("name").asText());
                }
            }
            return writes;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
