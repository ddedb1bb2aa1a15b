package io.cameleer.kubeblocks.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.kubeblocks.Cluster;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpsRulesTest {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    @ParameterizedTest
    @CsvSource({
        "Restart,            Running Abnormal Failed",
        "Upgrade,            Running Abnormal Failed",
        "VerticalScaling,    Running Abnormal Failed",
        "HorizontalScaling,  Running Abnormal Failed",
        "VolumeExpansion,    Running Abnormal Failed",
        "Stop,               Running Abnormal Failed",
        "Start,              Stopped",
        "Reconfiguring,      Running Abnormal Failed",
        "Expose,             Running Abnormal Failed",
    })
    void eachTypeBeginsInSomePhasesAndInNoOther(String type, String phases) {
        for (var phase : ("Creating Running Updating Stopping Stopped Deleting Failed Abnormal").split(" ")) {
            var refusal = OpsRules.early(request(type), cluster(phase));
            if (phases.contains(phase)) {
                assertThat(refusal).as(type + " while " + phase).isEmpty();
            } else {
                assertThat(refusal.orElseThrow().toString())
                        .isEqualTo(
                                "spec.type: %s is not possible while Cluster c is %s; make another OpsRequest when it is %s"
                                        .formatted(type, phase, phases.replace(" ", " or ")));
            }
        }
    }

    private static OpsRequest request(String type) {
        return JSON.unmarshal("""
                apiVersion: apps.kubeblocks.io/v1alpha1
                kind: OpsRequest
                metadata: {name: o, namespace: n}
                spec: {clusterRef: c, type: %s}
                """.formatted(type), OpsRequest.class);
    }

    private static Cluster cluster(String phase) {
        return JSON.unmarshal(
                """
                apiVersion: apps.kubeblocks.io/v1alpha1
                kind: Cluster
                metadata: {name: c, namespace: n%s}
                spec: {clusterDefinitionRef: d, terminationPolicy: Delete, componentSpecs: []}
                status: {phase: %s}
                """.formatted(phase.equals("Deleting") ? ", deletionTimestamp: '2026-01-31T12:00:00Z'" : "", phase),
                Cluster.class);
    }
}
