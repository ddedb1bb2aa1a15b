package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.AuditPostgres;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One row cannot stop the audit log. */
class AuditContractIT {
    private static final String TRIP = """
            CREATE FUNCTION trip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF NEW.detail = 'trips' THEN RAISE EXCEPTION 'going down' USING ERRCODE = '57P01'; END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER trip BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION trip()""";

    @TempDir
    private Path folder;

    private final TestCluster cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
    private final Prometheuses prometheuses =
            new Prometheuses(cluster, SharedCluster.namespace(cluster, "audit", false));

    @Test
    void whatTheDatabaseWillNeverTakeIsPutAsideAndAllElseArrives() throws IOException {
        var spool = Files.createDirectories(folder.resolve("spool"));
        Files.writeString(
                spool.resolve("audit.jsonl"),
                String.join(
                                "\n",
                                line(UUID.randomUUID().toString(), "first", "2026-01-31T05:00:00Z"),
                                line("no uuid", "second", "2026-01-31T05:00:00Z"),
                                line(UUID.randomUUID().toString(), "third", "the day before"),
                                "{\"eventId\": \"torn",
                                line(UUID.randomUUID().toString(), "with \\u0000 in it", "2026-01-31T05:00:00Z"),
                                line(UUID.randomUUID().toString(), "l".repeat(5 << 20), "2026-01-31T05:00:00Z"),
                                line(UUID.randomUUID().toString(), "trips", "2026-01-31T05:00:00Z"),
                                line(UUID.randomUUID().toString(), "last", "2026-01-31T05:00:00Z"))
                        + "\n");
        var postgres = new AuditPostgres(folder.resolve("postgres"));
        var settings = new HashMap<>(postgres.settings(folder.resolve("empty")));
        // The driver makes one statement of many: two rows of one event are then a fault as well.
        settings.put("CAMELEER_AUDIT_JDBC_URL", postgres.url() + "?reWriteBatchedInserts=true");
        settings.put("CAMELEER_NAMESPACES", prometheuses.namespace());
        try (postgres) {
            try (var operator = OperatorProcess.start(cluster, settings)) {
                prometheuses.apply("web", "{}");
                prometheuses.await("web", "Active");
                Waiting.until(
                        "the rows of the three objects of a new cluster",
                        () -> operator.metric("cameleer_audit_spool_bytes") == 0 && created(postgres, "success") == 3);
                assertThat(created(postgres, "pending")).isZero();
            }
            postgres.execute(TRIP);
            settings.put("CAMELEER_AUDIT_SPOOL", spool.toString());
            try (var operator = OperatorProcess.start(cluster, settings)) {
                Waiting.until("the database to fail in the midst of it", () -> operator.log()
                        .contains("they wait in the spool"));
                assertThat(postgres.query("SELECT detail FROM audit_log WHERE detail = 'last'"))
                        .isEmpty();
                postgres.execute("DROP TRIGGER trip ON audit_log");

                Waiting.until("all rows to be written", () -> operator.metric("cameleer_audit_spool_bytes") == 0);
                assertThat(postgres.query(
                                "SELECT left(detail, 12) FROM audit_log WHERE cluster_name = 'old' ORDER BY id"))
                        .containsExactly("first", "with \ufffd in it", "llllllllllll", "trips", "last");
                assertThat(Files.readString(spool.resolve("rejected.jsonl")))
                        .contains("no uuid", "the day before", "torn")
                        .doesNotContain("first", "last");
                assertThat(operator.metric("cameleer_audit_rejected_total")).isEqualTo(3);
            }
        }
    }

    private static int created(AuditPostgres postgres, String result) {
        return postgres.query(
                        "SELECT id FROM audit_log WHERE cluster_name = 'web' AND operation = 'create' AND result = '"
                                + result + "'")
                .size();
    }

    private static String line(String id, String detail, String time) {
        return """
                {"eventId": "%s", "kind": "PrometheusCluster", "namespace": "default", "cluster": "old", "operation": "update",\
                 "operator": "cameleer", "timestamp": "%s", "result": "success", "detail": "%s"}""".formatted(id, time, detail);
    }
}
