package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of a status that was concluded on while others write to the object, or make it anew; no operator runs. */
class StatusWriterContractIT {
    private static Prometheuses clusters;
    private static StatusWriter status;

    @BeforeAll
    static void start() {
        var cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        clusters = new Prometheuses(cluster, SharedCluster.namespace(cluster, "status", false));
        status = new StatusWriter(cluster.client(), () -> true);
    }

    @Test
    void nothingThatIsKnownOfADeletedObjectLandsOnItsSuccessor() {
        clusters.apply("again", "{replicas: 1}");
        var old = clusters.get("again");
        clusters.delete("again");
        clusters.apply("again", "{replicas: 1}");

        assertThatThrownBy(() -> status.set(old, Map.of("phase", "Active")))
                .isInstanceOfSatisfying(KubernetesClientException.class, refused -> assertThat(refused.getCode())
                        .isEqualTo(404))
                .hasMessageContaining("PrometheusCluster again was deleted");
        assertThat(status.claim(old, Map.of("phase", "Active"))).isFalse();
        assertThat(status.setIf(old, any -> true, Map.of("phase", "Active"))).isFalse();
        assertThat(clusters.get("again").getStatus()).isNull();
        clusters.delete("again");
    }

    @Test
    void aProcessThatDoesNotLeadClaimsNothing() {
        clusters.apply("led", "{replicas: 1}");
        var follower = new StatusWriter(
                SharedCluster.get(TestCluster.Extent.FAKE_NODES).client(), () -> false);
        assertThat(follower.claim(clusters.get("led"), Map.of("phase", "Active")))
                .isFalse();
        assertThat(clusters.get("led").getStatus()).isNull();
        clusters.delete("led");
    }

    @Test
    void whatOthersWriteMeanwhileStays() {
        clusters.apply("shared", "{replicas: 1}");
        var read = clusters.get("shared");
        status.set(read, Map.of("phase", "Active"));
        status.set(read, Map.of("lastBackupTime", "2026-01-01T00:00:00Z"));
        assertThat(clusters.get("shared").getStatus().phase()).isEqualTo("Active");
        assertThat(clusters.get("shared").getStatus().lastBackupTime()).isEqualTo("2026-01-01T00:00:00Z");
        clusters.delete("shared");
    }
}
