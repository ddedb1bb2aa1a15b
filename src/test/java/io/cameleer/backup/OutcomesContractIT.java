package io.cameleer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What may still be recorded of a run whose object changed meanwhile; no operator runs. */
class OutcomesContractIT {
    private final TestCluster cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
    private final Prometheuses clusters =
            new Prometheuses(cluster, SharedCluster.namespace(cluster, "outcomes", false));
    private final Outcomes outcomes = new Outcomes(
            "restore",
            "restores",
            "restore",
            new StatusWriter(cluster.client(), () -> true),
            null,
            null,
            Clock.systemUTC());

    @Test
    void whatADeletionWouldHaveToWaitForIsNotBegunAfterIt() {
        clusters.apply("going", "{restoreFrom: {bucket: b}}");
        cluster.client().resource(clusters.get("going")).edit(object -> {
            object.getMetadata().setFinalizers(List.of("cameleer.io/test"));
            return object;
        });
        var object = clusters.get("going");
        assertThat(outcomes.claim(object, new HashMap<>(Map.of("state", "Running")), Map.of()))
                .isTrue();
        outcomes.recordIfKept(object, "/spec/restoreFrom", Map.of("message", "kept"));
        clusters.askToDelete("going", DeletionPropagation.BACKGROUND);

        assertThatThrownBy(() -> outcomes.recordIfKept(object, "/spec/restoreFrom", Map.of("state", "Placing")))
                .isInstanceOf(Superseded.class);
        assertThat(clusters.get("going").getStatus().restore().state()).isEqualTo("Running");
        outcomes.recordIfAsked(object, "/spec/restoreFrom", Map.of("message", "asked for"));
        assertThat(clusters.get("going").getStatus().restore().message()).isEqualTo("asked for");
        cluster.client().resource(clusters.get("going")).edit(gone -> {
            gone.getMetadata().setFinalizers(List.of());
            return gone;
        });
    }
}
