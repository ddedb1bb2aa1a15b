package io.cameleer.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.prometheus.PrometheusRestores;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DataPodsTest {
    private static final Map<String, String> LABELS = Map.of("cameleer.io/restore", "demo");

    @Test
    void noPodOfAStatefulSetHasTheNameOfOneOfThese() {
        assertThat(Stream.concat(
                                DataPods.overVolumes(demo(), "now").stream(),
                                Stream.of(DataPods.throwAway(demo(), "now")))
                        .map(pod -> pod.getMetadata().getName()))
                .hasSize(4)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).matches("demo-(restore-[0-2]|verify)-[a-p]{6}"));
    }

    @Test
    void theyAreOfTheVeryObjectAndNotOfOneOfItsName() {
        var pod = DataPods.overVolumes(demo(), "now").getFirst();
        assertThat(DataPods.isOf(demo(), pod)).isTrue();
        assertThat(DataPods.isOf(target("demo", "other-uid", ""), pod)).isFalse();
        assertThat(pod.getMetadata().getName())
                .isNotEqualTo(DataPods.overVolumes(target("demo", "other-uid", ""), "now")
                        .getFirst()
                        .getMetadata()
                        .getName());

        var stolen = new PodBuilder(pod)
                .editMetadata()
                .withOwnerReferences()
                .endMetadata()
                .build();
        var unlabelled = new PodBuilder(pod)
                .editMetadata()
                .withLabels(null)
                .endMetadata()
                .build();
        assertThat(DataPods.isOf(demo(), stolen)).isFalse();
        assertThat(DataPods.isOf(demo(), unlabelled)).isFalse();
    }

    @Test
    void thoseOfAnObjectThatIsDeletedHaveNoOwnerWithWhichTheyWouldGo() {
        var deleted = demo();
        deleted.object().getMetadata().setDeletionTimestamp("2026-01-31T05:10:00Z");
        var pod = DataPods.overVolumes(deleted, "now").getFirst();
        assertThat(pod.getMetadata().getOwnerReferences()).isEmpty();
        assertThat(DataPods.isOf(deleted, pod)).isTrue();
        assertThat(DataPods.isOf(demo(), pod)).as("while it is not deleted").isFalse();
        var another = target("demo", "other-uid", "");
        another.object().getMetadata().setDeletionTimestamp("2026-01-31T05:10:00Z");
        assertThat(DataPods.isOf(another, pod)).isFalse();
    }

    @Test
    void theyTakeAsMuchRoomAsTheDatabaseAndLieWhereItWould() {
        for (var pod : List.of(DataPods.overVolumes(demo(), "now").getFirst(), DataPods.throwAway(demo(), "now"))) {
            var container = pod.getSpec().getContainers().getFirst();
            assertThat(container.getResources().getRequests()).hasToString("{memory=64Gi}");
            assertThat(container.getResources().getLimits()).hasToString("{memory=72Gi}");
            assertThat(pod.getSpec().getTopologySpreadConstraints())
                    .isNotEmpty()
                    .allSatisfy(constraint -> assertThat(pod.getMetadata().getLabels())
                            .containsAllEntriesOf(constraint.getLabelSelector().getMatchLabels())
                            .hasSameSizeAs(constraint.getLabelSelector().getMatchLabels()));
        }
        var small = DataPods.throwAway(target("demo", "uid", ""), "now")
                .getSpec()
                .getContainers()
                .getFirst();
        assertThat(small.getResources().getRequests()).containsOnlyKeys("cpu", "memory");
    }

    @Test
    void whatATemplateSaysOfItsOwnKindIsSaidOfTheseAndTheRestStays() {
        var own = new LabelSelectorBuilder().addToMatchLabels("app", "db").build();
        var others = new LabelSelectorBuilder().addToMatchLabels("app", "noisy").build();
        var template = new PodTemplateSpecBuilder()
                .withNewMetadata()
                .addToLabels("app", "db")
                .addToLabels("more", "x")
                .endMetadata()
                .withNewSpec()
                .withNewAffinity()
                .withNewNodeAffinity()
                .endNodeAffinity()
                .withNewPodAntiAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withLabelSelector(own)
                .withTopologyKey("host")
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withLabelSelector(others)
                .withTopologyKey("host")
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                .withNewPodAffinityTerm()
                .withLabelSelector(own)
                .withTopologyKey("zone")
                .endPodAffinityTerm()
                .withWeight(1)
                .endPreferredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .endAffinity()
                .endSpec()
                .build();

        var affinity = Placement.of(template, LABELS).affinity();

        assertThat(affinity.getNodeAffinity()).isNotNull();
        var apart = affinity.getPodAntiAffinity();
        assertThat(apart.getRequiredDuringSchedulingIgnoredDuringExecution())
                .extracting(term -> term.getLabelSelector().getMatchLabels())
                .containsExactly(LABELS, Map.of("app", "noisy"));
        assertThat(apart.getPreferredDuringSchedulingIgnoredDuringExecution())
                .extracting(term -> term.getPodAffinityTerm().getLabelSelector().getMatchLabels())
                .containsExactly(LABELS);
    }

    @Test
    void aPodIsKnownByTheClaimsThatItHasInUse() {
        Pod pod = DataPods.overVolumes(demo(), "now").get(1);
        assertThat(DataPods.mounts(pod, "data-demo-1")).isTrue();
        assertThat(DataPods.mounts(pod, "data-demo-0")).isFalse();
        assertThat(DataPods.mounts(DataPods.throwAway(demo(), "now"), "data-demo-0"))
                .isFalse();
    }

    private static RestoreTarget demo() {
        return target("demo", "uid", ", resources: {requests: {memory: 64Gi}, limits: {memory: 72Gi}}");
    }

    private static RestoreTarget target(String name, String uid, String more) {
        return new PrometheusRestores()
                .target(Serialization.unmarshal("""
                        apiVersion: observability.merlionos.org/v1
                        kind: PrometheusCluster
                        metadata: {name: %s, namespace: default, uid: %s}
                        spec: {replicas: 3%s}
                        """.formatted(name, uid, more), PrometheusCluster.class));
    }
}
