package io.cameleer.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The operator's writes as the API server's own audit log has them; renewals of the leader's Lease and questions to pods do not count. */
public final class ApiWrites {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete", "deletecollection");

    private static final Set<String> QUESTIONS = Set.of("proxy", "portforward");

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
        try {
            var writes = new ArrayList<String>();
            for (var line : wholeLines()) {
                var event = JSON.readTree(line);
                var object = event.path("objectRef");
                if (WRITES.contains(event.path("verb").asText())
                        && !object.path("resource").asText().equals("leases")
                        && !QUESTIONS.contains(object.path("subresource").asText())) {
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

    /** The lines that began at or after the start and are written to their end; the API server may be in the midst of one. */
    private List<String> wholeLines() throws IOException {
        try (var channel = FileChannel.open(log, StandardOpenOption.READ)) {
            if (channel.size() < start) {
                throw new IllegalStateException(log + " became shorter: the API server must not rotate it");
            }
            var from = Math.max(0, start - 1);
            channel.position(from);
            var text = new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
            var begin = start == 0 ? 0 : text.indexOf('\n') + 1;
            var end = text.lastIndexOf('\n');
            return end <= begin ? List.of() : text.substring(begin, end).lines().toList();
        }
    }
}
