package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.cluster.ApiWrites;
import io.cameleer.cluster.Greenplums;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.cameleer.reconcile.StatusWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * GreenplumClusters on a real API server whose nodes run nothing: objects, what is refused in which words, what changes them and
 * what does not. Pods wait for a node that does not exist, as nobody could ask a database in them.
 */
class GreenplumContractIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String NOWHERE = "workerSelector: {there: none}";
    private static final String MASTERS = "storageClassName: standard, storage: 1Gi, " + NOWHERE;
    private static final String SEGMENTS = MASTERS + ", primarySegmentCount: 2";

    private static TestCluster cluster;
    private static OperatorProcess operator;
    private static final Map<String, Greenplums> SHARED = new HashMap<>();
    private static int number;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        operator = OperatorProcess.start(cluster, Map.of());
    }

    @AfterAll
    static void stop() {
        SHARED.values().forEach(greenplums -> greenplums.delete("gp"));
        operator.close();
    }

    /** Clusters of a namespace of their own, as there can be one in each. */
    private static Greenplums alone() {
        return new Greenplums(cluster, SharedCluster.namespace(cluster, "greenplum-" + number++, false));
    }

    /** A cluster called gp that several rows of a table look at and none changes. */
    private static Greenplums shared(String spec) {
        return SHARED.computeIfAbsent(spec, made -> {
            var greenplums = alone();
            greenplums.apply("gp", made);
            return greenplums;
        });
    }

    private static String spec(String masters, String segments, String more) {
        return "{masterAndStandby: {" + MASTERS + (masters == null ? "" : ", " + masters) + "}, segments: {" + SEGMENTS
                + (segments == null ? "" : ", " + segments) + "}" + (more == null ? "" : ", " + more) + "}";
    }

    @ParameterizedTest(name = "[{index}] {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "antiAffinity: 'yes' | | | when standby is set to \"no\", antiAffinity must also be set to \"no\"",
                "standby: 'YES', antiAffinity: 'yes' | | | when mirrors is set to \"no\", antiAffinity must also be set to \"no\"",
                "workerSelector: {k: v123456789012345678901234567890123456789012345678901234567890123} | | | masterAndStandby workerSelector key/value is longer than 63 characters",
                "| workerSelector: {k123456789012345678901234567890123456789012345678901234567890123: v} | | segments workerSelector key/value is longer than 63 characters",
                "| primarySegmentCount: 0 | | spec.segments.primarySegmentCount: Invalid value: 0: spec.segments.primarySegmentCount in body should be greater than or equal to 1",
                "| primarySegmentCount: 10001 | | should be less than or equal to 10000",
                "standby: maybe | | | spec.masterAndStandby.standby in body should match",
                "| | updateStrategy: Sometimes | spec.updateStrategy in body should match",
            })
    void aSpecIsRefusedByTheSchema(String masters, String segments, String more, String message) {
        var greenplums = new Greenplums(cluster, "default");
        assertThatThrownBy(() -> greenplums.apply("refused", overridden(masters, segments, more)))
                .hasMessageContaining(message);
    }

    @ParameterizedTest(name = "[{index}] {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cpu: -1 | | invalid masterAndStandby cpu value: \"-1\": must be greater than or equal to 0",
                "memory: -1Gi | | invalid masterAndStandby memory value: \"-1Gi\": must be greater than or equal to 0",
                "storage: -1Gi | | invalid masterAndStandby storage value: \"-1Gi\": must be greater than or equal to 0",
                "| cpu: '-0.5' | invalid segments cpu value: \"-0.5\": must be greater than or equal to 0",
                "| memory: -5 | invalid segments memory value: \"-5\": must be greater than or equal to 0",
                "| storage: -2Gi | invalid segments storage value: \"-2Gi\": must be greater than or equal to 0",
            })
    void anAmountIsRefusedWhenItIsReconciled(String masters, String segments, String message) {
        var greenplums = alone();
        greenplums.apply("refused", overridden(masters, segments, null));
        greenplums.awaitCondition("refused", "Degraded", "True", message, SOON);
        assertThat(greenplums.get("refused").getStatus().phase()).isEqualTo("Failed");
        greenplums.delete("refused");
    }

    /** The last of two equal keys would be an error of YAML, so a key that is given takes the place of the usual one. */
    private static String overridden(String masters, String segments, String more) {
        return "{masterAndStandby: {" + without(MASTERS, masters) + "}, segments: {" + without(SEGMENTS, segments) + "}"
                + (more == null ? "" : ", " + more) + "}";
    }

    private static String without(String usual, String given) {
        if (given == null) {
            return usual;
        }
        var key = given.substring(0, given.indexOf(':'));
        return usual.replaceFirst("(, )?" + key + ": (\\{[^}]*}|[^,]*)", "").replaceFirst("^, ", "") + ", " + given;
    }

    @ParameterizedTest(name = "[{index}] {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "masterAndStandby: {standby: 'yes'} | standby value cannot be changed after the cluster has been created",
                "masterAndStandby: {hostBasedAuthentication: host all all all trust} | hostBasedAuthentication cannot be changed after the cluster has been created",
                "masterAndStandby: {cpu: 2} | CPU reservation cannot be changed after the cluster has been created",
                "segments: {cpu: 2} | CPU reservation cannot be changed after the cluster has been created",
                "masterAndStandby: {memory: 2Gi} | Memory reservation cannot be changed after the cluster has been created",
                "segments: {memory: 2Gi} | Memory reservation cannot be changed after the cluster has been created",
                "masterAndStandby: {workerSelector: {more: 'yes'}} | workerSelector cannot be changed after the cluster has been created",
                "segments: {workerSelector: {more: 'yes'}} | workerSelector cannot be changed after the cluster has been created",
                "masterAndStandby: {antiAffinity: 'no'} | antiAffinity cannot be changed after the cluster has been created",
                "segments: {antiAffinity: 'no'} | antiAffinity cannot be changed after the cluster has been created",
                "segments: {mirrors: 'no'} | mirrors cannot be changed after the cluster has been created",
                "masterAndStandby: {storage: 2Gi} | storage cannot be changed after the cluster has been created",
                "segments: {storage: 2Gi} | storage cannot be changed after the cluster has been created",
                "masterAndStandby: {storageClassName: other} | storageClassName cannot be changed after the cluster has been created",
                "segments: {storageClassName: other} | storageClassName cannot be changed after the cluster has been created",
                "pxf: {serviceName: other} | PXF serviceName cannot be changed after the cluster has been created",
                "segments: {primarySegmentCount: 1} | primarySegmentCount cannot be decreased after the cluster has been created",
            })
    void aChangeIsRefusedByTheSchema(String change, String message) {
        // One of them alone may be switched off without breaking a rule between the two.
        var apart = change.contains("antiAffinity") || change.contains("mirrors");
        var greenplums = shared(
                apart
                        ? spec("standby: 'Yes', antiAffinity: 'yes'", "mirrors: 'yes', antiAffinity: 'yes'", null)
                        : spec("standby: 'no'", "mirrors: 'no'", null));
        assertThatThrownBy(() -> greenplums.patch("gp", json(change))).hasMessageContaining(message);
        greenplums.patch("gp", "{\"spec\": {\"masterAndStandby\": {\"standby\": \"" + (apart ? "YES" : "NO") + "\"}}}");
    }

    private static String json(String yaml) {
        return "{\"spec\": {"
                + yaml.replaceAll("([A-Za-z]+): ", "\"$1\": ")
                        .replaceAll(": ([A-Za-z][A-Za-z ]*|[0-9]+Gi)(?=[,}])", ": \"$1\"")
                        .replace("'", "\"")
                + "}}";
    }

    @Test
    void cpuAndMemoryMayChangeWhenPodsMayBeRestarted() {
        var greenplums = alone();
        greenplums.apply("rolling", spec("cpu: 1", "memory: 1Gi", "updateStrategy: Rolling"));
        greenplums.patch("rolling", json("masterAndStandby: {cpu: 2}"));
        greenplums.patch("rolling", json("segments: {memory: 2Gi}"));
        Waiting.until("the template to follow", SOON, () -> cluster.client()
                .apps()
                .statefulSets()
                .inNamespace(greenplums.namespace())
                .withName("segment-a")
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getResources()
                .getLimits()
                .get("memory")
                .toString()
                .equals("2Gi"));
        greenplums.delete("rolling");
    }

    @ParameterizedTest(name = "[{index}] {2} {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "| | configmap/greenplum-config | \"segmentCount\":\"2\"",
                "| | configmap/greenplum-config | \"standby\":\"false\"",
                "standby: 'Yes' | | configmap/greenplum-config | \"standby\":\"true\"",
                "| mirrors: 'YES' | configmap/greenplum-config | \"mirrors\":\"true\"",
                "hostBasedAuthentication: host all all all trust | | configmap/greenplum-config | \"hostBasedAuthentication\":\"host all all all trust\"",
                "| | configmap/greenplum-config | \"GUCs\":\"gp_resource_manager = group\\ngp_resource_group_memory_limit = 1.0\"",
                "| | service/agent | \"clusterIP\":\"None\"",
                "| | service/agent | \"port\":22",
                "| | service/greenplum | \"externalTrafficPolicy\":\"Local\"",
                "| | service/greenplum | \"statefulset.kubernetes.io/pod-name\":\"master-0\"",
                "| | service/greenplum | \"type\":\"LoadBalancer\"",
                "| | serviceaccount/greenplum-system-pod | \"greenplum-cluster\":\"gp\"",
                "| | role/greenplum-system-pod | \"resources\":[\"persistentvolumeclaims\"],\"verbs\":[\"get\",\"patch\"]",
                "| | rolebinding/greenplum-system-pod | \"name\":\"greenplum-system-pod\"",
                "| | secret/ssh-secrets | \"id_rsa.pub\":",
                "| | poddisruptionbudget/master | \"maxUnavailable\":1",
                "| mirrors: 'yes' | poddisruptionbudget/segment-b | \"type\":\"segment-b\"",
                "| | statefulset/master | \"replicas\":1,",
                "standby: 'yes' | | statefulset/master | \"replicas\":2,",
                "| | statefulset/segment-a | \"replicas\":2,",
                "| mirrors: 'yes' | statefulset/segment-b | \"replicas\":2,",
                "| | statefulset/master | \"serviceName\":\"agent\"",
                "| | statefulset/master | \"podManagementPolicy\":\"Parallel\"",
                "| | statefulset/master | \"type\":\"OnDelete\"",
                "| | statefulset/master | \"args\":[\"/home/gpadmin/tools/startGreenplumContainer\"]",
                "| | statefulset/master | \"image\":\"greenplum-for-kubernetes:v2.3.0\"",
                "| | statefulset/master | {\"name\":\"MASTER_DATA_DIRECTORY\",\"value\":\"/greenplum/data-1\"}",
                "| | statefulset/master | {\"mountPath\":\"/greenplum\",\"name\":\"gp-pgdata\"}",
                "| | statefulset/master | {\"mountPath\":\"/etc/podinfo\",\"name\":\"podinfo\"}",
                "| | statefulset/master | \"searches\":[\"agent.NAMESPACE.svc.cluster.local\"]",
                "| | statefulset/master | \"imagePullSecrets\":[{\"name\":\"regsecret\"}]",
                "| | statefulset/master | \"tcpSocket\":{\"port\":22}",
                "| | statefulset/master | \"greenplum-major-version\":\"6\"",
                "| | statefulset/master | \"limits\":{\"storage\":\"1Gi\"},\"requests\":{\"storage\":\"1Gi\"}",
                "cpu: 500m, memory: 2Gi | | statefulset/master | \"limits\":{\"cpu\":\"500m\",\"memory\":\"2Gi\"}",
                "| cpu: 600m | statefulset/segment-a | \"limits\":{\"cpu\":\"600m\"}",
                "| | statefulset/segment-a | \"nodeSelector\":{\"there\":\"none\"}",
            })
    void anObjectIsAsTheImageExpectsIt(String masters, String segments, String object, String text) {
        var greenplums = shared(spec(masters, segments, null));
        var parts = object.split("/");
        Waiting.until(object, SOON, () -> {
            var json = cluster.kubectl("get", parts[0], parts[1], "--namespace", greenplums.namespace(), "-o", "json")
                    .replaceAll("(?m)^ +", "")
                    .replaceAll("\": ", "\":")
                    .replaceAll("\\n", "");
            var wanted = text.replace("NAMESPACE", greenplums.namespace());
            if (!json.contains(wanted)) {
                throw new IllegalStateException(json);
            }
            return true;
        });
    }

    @Test
    void aSecondClusterOfANamespaceIsRefusedAndDisturbsNobody() {
        var greenplums = alone();
        greenplums.apply("one", spec(null, null, null));
        greenplums.await("one", "Pending", SOON);
        greenplums.apply("two", spec(null, "mirrors: 'yes'", null));
        greenplums.awaitCondition(
                "two",
                "Degraded",
                "True",
                "only one GreenplumCluster is allowed in namespace " + greenplums.namespace(),
                SOON);
        assertThat(greenplums.get("one").getStatus().phase()).isEqualTo("Pending");
        assertThat(cluster.kubectl("get", "statefulsets", "--namespace", greenplums.namespace(), "-o", "name"))
                .doesNotContain("segment-b");
        var elsewhere = alone();
        elsewhere.apply("two", spec(null, null, null));
        elsewhere.await("two", "Pending", SOON);
        greenplums.delete("two");
        greenplums.delete("one");
        elsewhere.delete("two");
    }

    @Test
    void theVolumesOfAnEarlierClusterHaveToFit() {
        var greenplums = alone();
        greenplums.apply("gp", spec("standby: 'yes'", "mirrors: 'yes'", null));
        var claims = cluster.client().persistentVolumeClaims().inNamespace(greenplums.namespace());
        Waiting.until("the volumes", SOON, () -> claims.list().getItems().size() == 6);
        greenplums.delete("gp");
        Waiting.until("the pods to go", SOON, () -> cluster.client()
                .pods()
                .inNamespace(greenplums.namespace())
                .list()
                .getItems()
                .isEmpty());
        var end = " without first deleting PVCs. This will result in a new, empty Greenplum cluster";
        var refusals = Map.of(
                spec("standby: 'no'", "mirrors: 'yes'", null),
                "gp has PVCs for 2 masters. masterAndStandby.standby cannot be changed" + end,
                spec("standby: 'yes'", "mirrors: 'no'", null),
                "gp has PVCs for 2 mirrors. segments.mirrors cannot be changed" + end,
                overridden("standby: 'yes'", "primarySegmentCount: 1, mirrors: 'yes'", null),
                "gp has PVCs for 2 segments. segments.primarySegmentCount cannot be decreased" + end,
                overridden("storage: 2Gi, standby: 'yes'", "mirrors: 'yes'", null),
                "storage cannot be changed" + end,
                overridden("standby: 'yes'", "storageClassName: other, mirrors: 'yes'", null),
                "storageClassName cannot be changed" + end);
        for (var refusal : refusals.entrySet()) {
            greenplums.apply("gp", refusal.getKey());
            greenplums.awaitCondition("gp", "Degraded", "True", refusal.getValue(), SOON);
            assertThat(greenplums.get("gp").getStatus().phase()).isEqualTo("Failed");
            greenplums.delete("gp");
        }
        claims.list().getItems().stream()
                .filter(claim -> claim.getMetadata().getName().endsWith("master-0"))
                .forEach(claim -> cluster.kubectl(
                        "label",
                        "pvc",
                        claim.getMetadata().getName(),
                        "--namespace",
                        greenplums.namespace(),
                        "--overwrite",
                        "greenplum-major-version=5"));
        greenplums.apply("gp", spec("standby: 'yes'", "mirrors: 'yes'", null));
        greenplums.awaitCondition(
                "gp",
                "Degraded",
                "True",
                "not compatible with this controller. Expected PVCs to have greenplum-major-version=6; found greenplum-major-version=5",
                SOON);
        claims.list()
                .getItems()
                .forEach(claim -> cluster.kubectl(
                        "label",
                        "pvc",
                        claim.getMetadata().getName(),
                        "--namespace",
                        greenplums.namespace(),
                        "--overwrite",
                        "greenplum-major-version=6"));
        greenplums.annotate("gp", "look", "again");
        greenplums.await("gp", "Pending", SOON);
        greenplums.delete("gp");
    }

    @Test
    void aDatabaseThatDoesNotAnswerDoesNotGrow() {
        var greenplums = alone();
        greenplums.apply("gp", spec(null, null, null));
        greenplums.await("gp", "Pending", SOON);
        greenplums.patch("gp", "{\"spec\": {\"segments\": {\"primarySegmentCount\": 3}}}");
        greenplums.awaitCondition("gp", "Degraded", "True", "updates only supported when cluster is Running", SOON);
        new StatusWriter(cluster.client(), () -> true)
                .set(greenplums.get("gp"), Map.of("phase", "Running", "activeMaster", "master-0"));
        greenplums.awaitCondition("gp", "Degraded", "True", "failed to contact an active gpdb master", SOON);
        assertThat(cluster.client()
                        .apps()
                        .statefulSets()
                        .inNamespace(greenplums.namespace())
                        .withName("segment-a")
                        .get()
                        .getSpec()
                        .getReplicas())
                .isEqualTo(2);
        greenplums.delete("gp");
    }

    @Test
    void aSettledClusterCausesNoWritesAndKeepsItsKeys() {
        var greenplums = alone();
        greenplums.apply("settled", spec(null, null, null));
        greenplums.await("settled", "Pending", SOON);
        var keys = cluster.client()
                .secrets()
                .inNamespace(greenplums.namespace())
                .withName("ssh-secrets")
                .get()
                .getData();
        Waiting.until("a look that writes nothing", SOON, () -> writesOfALook(greenplums)
                .isEmpty());
        assertThat(IntStream.range(0, 3).boxed().flatMap(look -> writesOfALook(greenplums).stream()))
                .isEmpty();
        assertThat(cluster.client()
                        .secrets()
                        .inNamespace(greenplums.namespace())
                        .withName("ssh-secrets")
                        .get()
                        .getData())
                .isEqualTo(keys);
        greenplums.delete("settled");
    }

    private static List<String> writesOfALook(Greenplums greenplums) {
        var writes = ApiWrites.from(cluster);
        var looks = operator.reconciliations();
        greenplums.annotate("settled", "look", String.valueOf(looks));
        // Other clusters are looked at too: by then each of them was, and so was this one.
        var all = 2 * (SHARED.size() + 1);
        Waiting.until("another look", Duration.ofSeconds(60), () -> operator.reconciliations() > looks + all);
        return writes.since().stream()
                .filter(write -> write.contains(greenplums.namespace()))
                .toList();
    }

    @Test
    void nodesAreLabelledSoThatCopiesAreKeptApartAndKeepOtherLabels() {
        var greenplums = alone();
        var spec = spec("standby: 'yes', antiAffinity: 'yes'", "mirrors: 'yes', antiAffinity: 'yes'", null)
                .replace(", " + NOWHERE, "");
        // Pods of real nodes would be asked; these wait for their volumes' class.
        greenplums.apply("apart", spec.replace("standard", "absent"));
        var key = "greenplum-affinity-" + greenplums.namespace();
        Waiting.until("both kinds of nodes", SOON, () -> {
            var labels = cluster.client().nodes().list().getItems().stream()
                    .map(node -> node.getMetadata().getLabels())
                    .filter(node -> node.containsKey(key + "-segment"))
                    .toList();
            return labels.stream().anyMatch(node -> "a".equals(node.get(key + "-segment")))
                    && labels.stream().anyMatch(node -> "b".equals(node.get(key + "-segment")))
                    && labels.stream()
                            .allMatch(node -> "true".equals(node.get(key + "-master"))
                                    && node.containsKey("kubernetes.io/hostname"));
        });
        var masters = cluster.client()
                .apps()
                .statefulSets()
                .inNamespace(greenplums.namespace())
                .withName("master");
        Waiting.until("the masters", SOON, () -> masters.get() != null);
        var affinity = masters.get().getSpec().getTemplate().getSpec().getAffinity();
        assertThat(affinity.toString()).contains(key + "-master").contains("kubernetes.io/hostname");
        greenplums.delete("apart");
        Waiting.until("the labels to go", SOON, () -> cluster.client().nodes().list().getItems().stream()
                .noneMatch(node ->
                        node.getMetadata().getLabels().keySet().stream().anyMatch(label -> label.startsWith(key))));
    }
}
