package io.cameleer.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.Strangers;
import io.cameleer.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is written to, deleted or believed is the very object that was meant. */
class IdentityContractIT {
    private final TestCluster cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
    private final KubernetesClient client = cluster.client();
    private final String namespace = SharedCluster.namespace(cluster, "identities", false);

    @Test
    void aDeletionEndsTheObjectThatWasLookedAtAndNoneOfItsName() {
        var first = client.resource(map("deleted", "first")).create();
        client.resource(first).delete();
        var second = client.resource(map("deleted", "second")).create();

        Deletion.of(client, first);
        assertThat(client.resource(first).get().getData()).containsEntry("is", "second");
        Deletion.of(client, second);
        assertThat(client.resource(second).get()).isNull();
        Deletion.of(client, second);
    }

    @Test
    void aChangeIsMadeToTheObjectThatWasComparedAndToNoneOfItsName() {
        var apply = new Apply(client, () -> true);
        var first = client.resource(map("changed", "first")).create();
        client.resource(first).delete();
        client.resource(map("changed", "second")).create();
        var wanted = map("changed", "wanted");
        var plan = Plan.of(first, wanted, first, Change.of("update", wanted, List.of("data.is")));

        assertThatThrownBy(() -> apply.carryOut(plan)).hasMessageContaining("metadata.uid");
        assertThat(client.resource(wanted).get().getData()).containsEntry("is", "second");
    }

    @Test
    void podsAreAClustersByTheirControllerAndNotByTheirLabels() {
        var prometheuses = new Prometheuses(cluster, namespace);
        try (var operator = OperatorProcess.start(cluster, Map.of("CAMELEER_NAMESPACES", namespace))) {
            prometheuses.apply("own", "{}");
            prometheuses.apply("other", "{}");
            prometheuses.await("own", "Active");
            prometheuses.await("other", "Active");
            var labels = client.pods()
                    .inNamespace(namespace)
                    .withName("own-0")
                    .get()
                    .getMetadata()
                    .getLabels();
            labels.keySet().removeIf(key -> !key.startsWith("app.kubernetes.io/"));
            Strangers.pod(cluster, namespace, "labelled", labels, List.of());
            Strangers.pod(
                    cluster,
                    namespace,
                    "borrowed",
                    labels,
                    client.pods()
                            .inNamespace(namespace)
                            .withName("other-0")
                            .get()
                            .getMetadata()
                            .getOwnerReferences());

            assertThat(OwnPods.of(client, prometheuses.get("own"), labels))
                    .extracting(pod -> pod.getMetadata().getName())
                    .containsExactly("own-0");
            assertThat(operator.alive()).isTrue();
        }
    }

    private ConfigMap map(String name, String is) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .addToData("is", is)
                .build();
    }
}
