package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Hyperbytes;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The manifests of the document, unmodified, in real pods. The one node of the tests is small, so a policy of the API server
 * takes out what pods of this database request of it; the manifests and what the operator makes of them stay what they are.
 */
@BesideOthers(first = true)
@Order(1)
@ResourceLock(HyperbyteStage.MACHINE)
class HyperbyteSamplesEndToEndIT {
    private static final String NO_REQUESTS = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingAdmissionPolicy
            metadata: {name: small-node}
            spec:
              failurePolicy: Fail
              reinvocationPolicy: Never
              matchConstraints:
                resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
              matchConditions:
                - {name: database, expression: "has(object.metadata.labels) && 'app.kubernetes.io/part-of' in object.metadata.labels && object.metadata.labels['app.kubernetes.io/part-of'] == 'hyperbytedb'"}
              mutations:
                - patchType: JSONPatch
                  jsonPatch: {expression: "has(object.spec.containers[0].resources) && has(object.spec.containers[0].resources.requests) ? [JSONPatch{op: 'replace', path: '/spec/containers/0/resources/requests', value: {'cpu': '10m', 'memory': '32Mi'}}] : []"}
            """;

    private static final String EVERYWHERE = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingAdmissionPolicyBinding
            metadata: {name: small-node}
            spec: {policyName: small-node}
            """;

    private static HyperbyteStage stage;
    private static Hyperbytes samples;

    @BeforeAll
    static void start() {
        stage = HyperbyteStage.get();
        var cluster = stage.cluster();
        samples = new Hyperbytes(cluster, "default");
        for (var yaml : new String[] {NO_REQUESTS, EVERYWHERE}) {
            cluster.client()
                    .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                    .serverSideApply();
        }
        cluster.kubectl("label", "node", "real-node", "topology.kubernetes.io/zone=a", "--overwrite");
        cluster.client()
                .resource(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName("fast-ssd")
                        .endMetadata()
                        .withProvisioner("cameleer.io/local")
                        .build())
                .serverSideApply();
        cluster.secret(
                "default",
                "hyperbytedb-s3-credentials",
                Map.of("access_key_id", "key", "secret_access_key", "hidden-from-all"));
        cluster.secret("default", "hyperbytedb-auth", Map.of("username", "admin", "password", "known-to-nobody"));
    }

    @ParameterizedTest
    @CsvSource({
        "single, hyperbytedb-single, 1",
        "cluster, hyperbytedb-cluster, 3",
        "ha, hyperbytedb-ha, 5",
        "tls, hyperbytedb-tls, 3"
    })
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aManifestOfTheDocumentAppliesUnmodifiedAndReachesRunning(String file, String name, int members) {
        stage.cluster().kubectl("apply", "-f", "samples/hyperbytedb/" + file + ".yaml");
        samples.awaitHealthy(name, members, HyperbyteStage.LATE);
        assertThat(stage.cluster().kubectl("get", "hyperbytedbcluster", name, "-o", "wide"))
                .containsPattern("NAME +REPLICAS +READY +PHASE +CLUSTER +AGE")
                .containsPattern(name + " +" + members + " +" + members + " +Running +Healthy");
        var all = stage.cluster()
                .kubectl("get", "events,configmaps,statefulsets,hyperbytedbclusters", "-n", "default", "-o", "yaml");
        assertThat(all).doesNotContain("hidden-from-all", "known-to-nobody");
        samples.delete(name);
    }
}
