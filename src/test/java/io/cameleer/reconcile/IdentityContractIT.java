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
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
        var owner = client.resource(map("owner", "there")).create();
        var first = client.resource(of(owner, map("changed", "first"))).create();
        client.resource(first).delete();
        client.resource(of(owner, map("changed", "second"))).create();
        var wanted = of(owner, map("changed", "wanted"));

        assertThatThrownBy(() -> update(owner, wanted, first))
                .hasMessageContaining("ConfigMap changed was deleted meanwhile");
        assertThat(client.resource(wanted).get().getData()).containsEntry("is", "second");
    }

    @Test
    void whatOthersChangeMeanwhileIsChangedAsWell() {
        var owner = client.resource(map("patient", "there")).create();
        var read = client.resource(of(owner, map("busy", "first"))).create();
        edit("busy", found -> found.getMetadata().setLabels(Map.of("team", "observability")));
        update(owner, of(owner, map("busy", "wanted")), read);
        var changed = client.resource(read).get();
        assertThat(changed.getData()).containsEntry("is", "wanted");
        assertThat(changed.getMetadata().getLabels()).containsEntry("team", "observability");
    }

    @Test
    void whatAnOrphaningDeletionLetGoOfIsNotTakenBack() {
        var owner = client.resource(map("going", "there")).create();
        var read = client.resource(of(owner, map("let-go", "first"))).create();
        var wanted = of(owner, map("let-go", "wanted"));
        edit("let-go", found -> found.getMetadata().setOwnerReferences(List.of()));
        assertThatThrownBy(() -> update(owner, wanted, read))
                .as("when it was read before that")
                .hasMessageContaining("the owner of ConfigMap let-go changed meanwhile");

        edit("going", found -> found.getMetadata().setFinalizers(List.of("cameleer.io/test")));
        client.resource(owner).delete();
        assertThatThrownBy(() -> update(owner, wanted, client.resource(read).get()))
                .as("when its owner was")
                .hasMessageContaining("ConfigMap going is deleted");
        assertThat(client.resource(read).get().getData()).containsEntry("is", "first");
        assertThat(client.resource(read).get().getMetadata().getOwnerReferences())
                .isEmpty();
        edit("going", found -> found.getMetadata().setFinalizers(List.of()));
    }

    @Test
    void noDatabaseIsMadeAnewWithGreaterVolumesForAClusterThatIsDeleted() {
        var owner = client.resource(map("shrinking", "there")).create();
        edit("shrinking", found -> found.getMetadata().setFinalizers(List.of("cameleer.io/test")));
        var read = client.resource(set(owner, "1Gi")).create();
        client.resource(owner).withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
        var wanted = set(owner, "2Gi");
        var plan = Plan.of(owner, wanted, read, Change.of("expand", wanted, List.of("spec.volumeClaimTemplates")));

        assertThatThrownBy(() -> new Apply(client, () -> true).carryOut(plan))
                .hasMessageContaining("ConfigMap shrinking is deleted");
        assertThat(client.resource(read).get().getMetadata().getUid())
                .isEqualTo(read.getMetadata().getUid());
        edit("shrinking", found -> found.getMetadata().setFinalizers(List.of()));
    }

    private StatefulSet set(ConfigMap owner, String size) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName("grown")
                .withNamespace(namespace)
                .withOwnerReferences(Owner.of(owner))
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .withNewSelector()
                .addToMatchLabels("app", "grown")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "grown")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("prometheus")
                .withImage("prometheus")
                .endContainer()
                .endSpec()
                .endTemplate()
                .addNewVolumeClaimTemplate()
                .withNewMetadata()
                .withName("data")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity(size))
                .endResources()
                .endSpec()
                .endVolumeClaimTemplate()
                .endSpec()
                .build();
    }

    @Test
    void whatHasNoOwnerIsMadeOnesOwn() {
        var owner = client.resource(map("adopting", "there")).create();
        var read = client.resource(map("adopted", "first")).create();
        update(owner, of(owner, map("adopted", "wanted")), read);
        assertThat(Owner.owns(owner, client.resource(read).get())).isTrue();
    }

    private void update(ConfigMap owner, ConfigMap wanted, ConfigMap read) {
        new Apply(client, () -> true)
                .carryOut(Plan.of(owner, wanted, read, Change.of("update", wanted, List.of("data.is"))));
    }

    private void edit(String name, Consumer<ConfigMap> change) {
        client.configMaps().inNamespace(namespace).withName(name).edit(found -> {
            change.accept(found);
            return found;
        });
    }

    private static ConfigMap of(ConfigMap owner, ConfigMap map) {
        return new ConfigMapBuilder(map)
                .editMetadata()
                .withOwnerReferences(Owner.of(owner))
                .endMetadata()
                .build();
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
