package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.AuditPostgres;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Two replicas with the defaults: one leads, the other takes over, and nothing is done twice. */
@Isolated
class LeaderContractIT {
    @TempDir
    private Path folder;

    private final TestCluster cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
    private final Prometheuses prometheuses =
            new Prometheuses(cluster, SharedCluster.namespace(cluster, "leader", false));

    @Test
    void aLeaderThatIsKilledOrFrozenIsReplacedAndNothingIsDoneTwice() {
        var postgres = new AuditPostgres(folder.resolve("postgres"));
        var running = new ArrayList<OperatorProcess>();
        try {
            running.add(launch(postgres, "one").awaitWatching());
            running.add(launch(postgres, "other").awaitFollowing());
            var first = running.getFirst();
            many("a");
            first.kill();
            running.get(1).awaitWatching();
            awaitActive("a");

            // As a container that is started again in its pod, it finds the rows that the one before could not send any
            // more.
            running.add(launch(postgres, "one").awaitFollowing());
            many("b");
            var frozen = running.get(1);
            frozen.freeze();
            running.get(2).awaitWatching();
            many("c");
            awaitActive("b");
            awaitActive("c");

            frozen.thaw();
            Waiting.until("the one that was frozen to notice", () -> frozen.management("/q/metrics")
                    .contains("cameleer_leader 0"));
            assertThat(running.get(2).management("/q/metrics")).contains("cameleer_leader 1");
            many("d");
            awaitActive("d");
            Waiting.until("its figures of clusters to go", () -> !frozen.management("/q/metrics")
                    .contains("tsdb_operator_cluster_phase{"));
            assertThat(running.get(2).management("/q/metrics")).contains("tsdb_operator_cluster_phase{");

            Waiting.until("all rows to be in the database", () -> {
                // Of a write in whose midst the process was killed it is not known whether it was made.
                var known = new HashSet<>(created(postgres, "'success', 'pending'"));
                if (known.size() < 40 * 3) {
                    throw new IllegalStateException(known.size() + " objects are known: " + known);
                }
                return true;
            });
            assertThat(created(postgres, "'success'"))
                    .as("every object was made once")
                    .doesNotHaveDuplicates();
        } finally {
            running.forEach(OperatorProcess::close);
            postgres.close();
        }
    }

    private OperatorProcess launch(AuditPostgres postgres, String pod) {
        var settings = new HashMap<>(postgres.settings(folder.resolve("spool-" + pod)));
        settings.put("CAMELEER_LEADER_LEASE_SECONDS", "8");
        settings.put("CAMELEER_NAMESPACES", prometheuses.namespace());
        return OperatorProcess.launch(cluster, OperatorProcess.Options.of(settings));
    }

    private void many(String prefix) {
        for (var i = 0; i < 10; i++) {
            prometheuses.apply(prefix + i, "{}");
        }
    }

    private void awaitActive(String prefix) {
        for (var i = 0; i < 10; i++) {
            prometheuses.await(prefix + i, "Active");
        }
    }

    private List<String> created(AuditPostgres postgres, String results) {
        return postgres.query("SELECT cluster_name || ' ' || detail FROM audit_log WHERE operation = 'create'"
                + " AND result IN (" + results + ") AND namespace = '" + prometheuses.namespace() + "'");
    }
}
