package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a cluster that somebody deletes while its volumes are on their way from one set of data to another. */
class RestoreDeletionContractIT {
    private static TestCluster cluster;
    private static OperatorProcess operator;
    private static Prometheuses prometheuses;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "deletions", false));
        operator = OperatorProcess.start(
                cluster,
                Map.of(
                        "CAMELEER_NAMESPACES", prometheuses.namespace(),
                        "CAMELEER_RESTORE_PAUSE", "2",
                        "CAMELEER_RESTORE_RETRIES", "0"));
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    @Test
    void aClusterWhoseVolumesAreOnTheirWayIsNotDeletedBeforeTheyOrItsClaimsAre() {
        prometheuses.apply("kept", "{}");
        prometheuses.await("kept", "Active");
        inBetween("kept", "Undoing");
        prometheuses.askToDelete("kept", DeletionPropagation.FOREGROUND);
        Waiting.until("its StatefulSet to be gone", () -> prometheuses.statefulSet("kept") == null);
        prometheuses.awaitCondition(
                "kept", "Restored", "False", "The cluster is deleted when that is done, or when its volume claims are");
        awaitPodsThatStay("kept");
        assertThat(prometheuses.get("kept").isMarkedForDeletion()).isTrue();

        goesWithItsClaim("kept");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "by-cameleer | {backup: {enabled: true, bucket: b, timeZone: Mars}} | spec.backup.timeZone",
                "by-kubernetes | {storage: {storageClassName: another}} | updates to statefulset spec"
            })
    void theDatabaseOfAClusterThatIsDeletedOnTheWayIsStoppedThoughItsSpecIsRefused(
            String name, String refused, String words) {
        prometheuses.apply(name, "{}");
        prometheuses.await(name, "Active");
        prometheuses.apply(name, refused);
        prometheuses.awaitCondition(name, "Degraded", "True", words);
        inBetween(name, "Undoing");
        prometheuses.askToDelete(name, DeletionPropagation.BACKGROUND);
        Waiting.until(
                "no replicas to be wanted",
                () -> prometheuses.statefulSet(name).getSpec().getReplicas() == 0);

        goesWithItsClaim(name);
    }

    @Test
    void whatAnOrphaningDeletionLeavesIsWaitedForThoughItsClaimsGoWithTheStatefulSet() {
        prometheuses.apply("orphaned", "{storage: {volumeDeletionPolicy: Delete}}");
        prometheuses.await("orphaned", "Active");
        Waiting.until("its claim to be the StatefulSet's", () -> !claim("orphaned")
                .get()
                .getMetadata()
                .getOwnerReferences()
                .isEmpty());
        inBetween("orphaned", "Placing");
        prometheuses.askToDelete("orphaned", DeletionPropagation.ORPHAN);
        Waiting.until("its StatefulSet to be nobody's", () -> prometheuses
                .statefulSet("orphaned")
                .getMetadata()
                .getOwnerReferences()
                .isEmpty());
        prometheuses.awaitCondition("orphaned", "Restored", "False", "The cluster is deleted when that is done");
        Waiting.until(
                "Kubernetes to have done its part",
                () -> !prometheuses.get("orphaned").hasFinalizer("orphan"));
        awaitPodsThatStay("orphaned");

        claim("orphaned").delete();
        Waiting.until("it to be gone", () -> prometheuses.get("orphaned") == null);
        assertThat(prometheuses.statefulSet("orphaned").getMetadata().getOwnerReferences())
                .isEmpty();
    }

    @Test
    void aClusterWhoseClaimsGoWithItGoesAtOnce() {
        prometheuses.apply("whole", "{storage: {volumeDeletionPolicy: Delete}}");
        prometheuses.await("whole", "Active");
        Waiting.until(
                "its claim to be the StatefulSet's",
                () -> !claim("whole").get().getMetadata().getOwnerReferences().isEmpty());
        inBetween("whole", "Undoing");
        prometheuses.askToDelete("whole", DeletionPropagation.BACKGROUND);
        Waiting.until("it to be gone", () -> prometheuses.get("whole") == null);
        Waiting.until("its claim to be gone", () -> claim("whole").get() == null);
    }

    private static void inBetween(String name, String state) {
        var begun = Map.of("id", "", "state", state, "volumes", 1, "run", "r");
        new StatusWriter(cluster.client(), () -> true).set(prometheuses.get(name), Map.of("restore", begun));
    }

    private static void goesWithItsClaim(String name) {
        claim(name).delete();
        Waiting.until(name + " to be gone", () -> prometheuses.get(name) == null);
        Waiting.until("its pods to be gone", () -> podsOverVolumesOf(name).isEmpty());
        Waiting.until("its claim to be gone", () -> claim(name).get() == null);
    }

    private static void awaitPodsThatStay(String name) {
        var uid = prometheuses.get(name).getMetadata().getUid();
        Waiting.until("pods that do not go with it", () -> podsOverVolumesOf(name).stream()
                .anyMatch(pod -> pod.getMetadata().getOwnerReferences().isEmpty()
                        && uid.equals(pod.getMetadata().getLabels().get("cameleer.io/restore-uid"))));
    }

    private static List<Pod> podsOverVolumesOf(String name) {
        return cluster.client()
                .pods()
                .inNamespace(prometheuses.namespace())
                .withLabel("cameleer.io/restore", name)
                .list()
                .getItems();
    }

    private static Resource<PersistentVolumeClaim> claim(String name) {
        return cluster.client()
                .persistentVolumeClaims()
                .inNamespace(prometheuses.namespace())
                .withName("data-" + name + "-0");
    }
}
