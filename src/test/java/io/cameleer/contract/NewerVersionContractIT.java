package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Processes;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator that was rolled back: definitions and objects are those of a newer version. */
class NewerVersionContractIT {
    private static final String DEFINITION = "prometheusclusters.observability.merlionos.org";
    private static final String NEWER = """
            [{"op": "add", "path": "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/newer", "value": {"type": "string"}},
             {"op": "add", "path": "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/backup/properties/newer", "value": {"type": "string"}},
             {"op": "add", "path": "/spec/versions/0/schema/openAPIV3Schema/properties/status/properties/newer", "value": {"type": "string"}},
             {"op": "add", "path": "/spec/versions/0/schema/openAPIV3Schema/properties/status/properties/backup/properties/newer", "value": {"type": "string"}}]
            """;
    private static final String OBJECTS = """
            apiVersion: observability.merlionos.org/v1
            kind: PrometheusCluster
            metadata: {name: newer}
            spec: {newer: x, backup: {newer: x}}
            ---
            apiVersion: observability.merlionos.org/v1
            kind: PrometheusCluster
            metadata: {name: plain}
            spec: {}
            """;
    private static final String STATUS =
            "{\"status\": {\"newer\": \"x\", \"backup\": {\"newer\": \"x\", \"state\": \"Succeeded\"}}}";

    @TempDir
    private Path folder;

    private final TestCluster cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
    private final String namespace = SharedCluster.namespace(cluster, "newer", false);

    @Test
    void fieldsOfANewerVersionStopNoClusterAndStayAsTheyAre() throws Exception {
        cluster.kubectl("patch", "crd", DEFINITION, "--type=json", "-p", NEWER);
        try {
            var objects = Files.writeString(folder.resolve("objects.yaml"), OBJECTS);
            Waiting.until("the API server to know the new fields", () -> {
                cluster.kubectl("-n", namespace, "apply", "--validate=strict", "-f", objects.toString());
                return true;
            });
            kubectl("patch", "promc", "newer", "--subresource=status", "--type=merge", "-p", STATUS);
            try (var operator = OperatorProcess.start(cluster, Map.of("CAMELEER_NAMESPACES", namespace))) {
                for (var name : new String[] {"plain", "newer"}) {
                    kubectl("wait", "promc", name, "--for=jsonpath={.status.phase}=Active", Waiting.TIMEOUT);
                }
                kubectl("patch", "promc", "newer", "--type=merge", "-p", "{\"spec\": {\"replicas\": 3}}");
                kubectl("wait", "promc", "newer", "--for=jsonpath={.status.readyReplicas}=3", Waiting.TIMEOUT);

                assertThat(kubectl(
                                "get",
                                "promc",
                                "newer",
                                "-o",
                                "jsonpath={.spec.newer}{.spec.backup.newer}{.status.newer}{.status.backup.newer}"))
                        .as("the fields that this version does not know")
                        .isEqualTo("xxxx");
                assertThat(Processes.run(
                                Project.directory().resolve("bin/tsdb-ctl").toString(),
                                "status",
                                "--kubeconfig",
                                cluster.kubeconfig().toString(),
                                "-n",
                                namespace))
                        .contains("newer", "plain");
                assertThat(operator.log()).doesNotContain("UnrecognizedProperty");
                kubectl("delete", "promc", "--all");
            }
        } finally {
            cluster.kubectl("patch", "crd", DEFINITION, "--type=json", "-p", NEWER.replace("add", "remove"));
        }
    }

    private String kubectl(String... arguments) {
        var all = new ArrayList<>(List.of("-n", namespace));
        all.addAll(List.of(arguments));
        return cluster.kubectl(all.toArray(String[]::new));
    }
}
