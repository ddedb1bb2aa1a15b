package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** What may be written into the backup and restore sections of a spec, and what an operator says of the rest. */
class BackupSpecContractIT {
    private static TestCluster cluster;
    private static ObjectStore store;
    private static OperatorProcess operator;
    private static Prometheuses prometheuses;
    private static Prometheuses others;

    @BeforeAll
    static void start() throws IOException {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        store = new ObjectStore(Project.work("spec-store"));
        var settings = new HashMap<>(store.settings());
        settings.put("CAMELEER_BACKUP_CLOCK", "0/1 * * * * ?");
        settings.put("CAMELEER_RESTORE_PAUSE", "2");
        settings.put("CAMELEER_RESTORE_RETRIES", "0");
        prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "spec", false));
        others = new Prometheuses(cluster, SharedCluster.namespace(cluster, "namesakes", false));
        settings.put("CAMELEER_NAMESPACES", prometheuses.namespace() + "," + others.namespace());
        operator = OperatorProcess.start(cluster, settings);
    }

    @AfterAll
    static void stop() {
        operator.close();
        store.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{backup: {provider: ftp}}                              | spec.backup.provider",
                "{backup: {format: zip}}                                | spec.backup.format",
                "{backup: {retention: {count: 0}}}                      | spec.backup.retention.count",
                "{backup: {retention: {age: fortnight}}}                | spec.backup.retention.age",
                "{backup: {verify: {}}}                                 | spec.backup.verify.schedule",
                "{backup: {startingDeadlineSeconds: 0}}                 | spec.backup.startingDeadlineSeconds",
                "{backup: {enabled: true}}                              | spec.backup.bucket is required",
                "{restoreFrom: {before: yesterday}}                     | spec.restoreFrom.before",
                "{restoreFrom: {backup: b, before: '2026-01-01T00:00:00Z'}} | takes one of backup and before, not both"
            })
    void whatTheSchemaRefusesNamesTheField(String spec, String words) {
        assertThatThrownBy(() -> prometheuses.apply("refused", spec)).hasMessageContaining(words);
    }

    @Test
    void whatOnlyTheOperatorCanTellIsToldWithTheFieldAndHeals() {
        prometheuses.apply(
                "told", "{restoreFrom: {cluster: other}, backup: {enabled: true, bucket: b, timeZone: Mars}}");
        prometheuses.await("told", "Failed");
        prometheuses.awaitCondition("told", "Degraded", "True", "spec.backup.timeZone: \"Mars\" is no time zone");

        prometheuses.apply("told", "{backup: {enabled: true, bucket: b, timeZone: Europe/Berlin}}");
        prometheuses.await("told", "Active");
    }

    @Test
    void aNewClusterWaitsForItsBackupAndStartsWhenItNeedsNoneAnyMore() {
        prometheuses.apply("waiting", "{replicas: 2, restoreFrom: {bucket: nowhere, cluster: lost}}");
        prometheuses.awaitCondition(
                "waiting", "Restored", "False", "spec.restoreFrom.bucket: there is no bucket nowhere");
        prometheuses.await("waiting", "Failed");
        prometheuses.awaitEvent("waiting", "RestoreFailed: spec.restoreFrom.bucket");
        assertThat(replicas("waiting")).isZero();

        try (var s3 = store.client()) {
            s3.createBucket(request -> request.bucket("nowhere"));
        }
        prometheuses.awaitCondition("waiting", "Restored", "False", "there is no good backup in nowhere/lost/");

        prometheuses.apply("waiting", "{replicas: 2}");
        prometheuses.await("waiting", "Active");
        assertThat(replicas("waiting")).isEqualTo(2);
        Waiting.until(
                "the condition Restored to go",
                () -> prometheuses.condition("waiting", "Restored").getStatus().isEmpty());
    }

    @Test
    void theOperatorsOwnIdentityGoesToNoAddressThatAClusterNames() throws IOException {
        try (var stranger = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var endpoint = "http://127.0.0.1:" + stranger.getLocalPort();
            var refusal = "endpoint: the operator does not show its own identity to " + endpoint;
            prometheuses.apply("curious", "{backup: {enabled: true, bucket: b, endpoint: '%s'}}".formatted(endpoint));
            prometheuses.apply(
                    "borrowing", "{restoreFrom: {cluster: other, bucket: b, endpoint: '%s'}}".formatted(endpoint));
            prometheuses.await("curious", "Active");
            prometheuses.annotate("curious", "cameleer.io/backup-requested", "once mallory");

            prometheuses.awaitCondition("borrowing", "Restored", "False", "spec.restoreFrom." + refusal);
            assertThat(prometheuses
                            .awaitBackup("curious", "Failed")
                            .getStatus()
                            .backup()
                            .message())
                    .contains("spec.backup." + refusal);
            stranger.setSoTimeout(1);
            assertThatThrownBy(stranger::accept).as("nobody came").isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aNamesakesFolderIsRefusedAtTheFirstBackupAndAPrefixWithTheNamespaceHelps() {
        try (var s3 = store.client()) {
            s3.createBucket(request -> request.bucket("shared"));
        }
        for (var clusters : new Prometheuses[] {prometheuses, others}) {
            clusters.apply("same", "{backup: {enabled: true, bucket: shared}}");
            clusters.await("same", "Active");
        }
        prometheuses.annotate("same", "cameleer.io/backup-requested", "once alice");
        awaitObject("shared", "same/.owner.json");
        var uid = cluster.client()
                .namespaces()
                .withName("kube-system")
                .get()
                .getMetadata()
                .getUid();
        try (var s3 = store.client()) {
            assertThat(s3.getObjectAsBytes(request -> request.bucket("shared").key("same/.owner.json"))
                            .asUtf8String())
                    .contains("\"kubernetes\":\"" + uid + "\"");
            s3.putObject(
                    request -> request.bucket("shared").key("same/20250101T000000Z.tar"),
                    RequestBody.fromBytes(new byte[1024]));
        }

        others.annotate("same", "cameleer.io/verify-requested", "once");
        var refused = "spec.backup.prefix: shared/same/ holds the backups of PrometheusCluster "
                + prometheuses.namespace() + "/same; give this cluster a prefix of its own";
        assertThat(others.awaitVerify("same", "Failed").getStatus().verify().message())
                .contains(refused);
        others.apply("same", "{backup: {enabled: true, bucket: shared}, restoreFrom: {}}");
        others.awaitCondition(
                "same",
                "Restored",
                "False",
                "it holds those of PrometheusCluster " + prometheuses.namespace()
                        + "/same: name that cluster to take one; 1 without a manifest may be anybody's");

        others.annotate("same", "cameleer.io/backup-requested", "once bob");
        assertThat(others.awaitBackup("same", "Failed").getStatus().backup().message())
                .contains(refused);
        others.apply("same", "{backup: {enabled: true, bucket: shared, prefix: 'team/{namespace}'}}");
        others.annotate("same", "cameleer.io/backup-requested", "twice bob");
        awaitObject("shared", "team/" + others.namespace() + "/same/.owner.json");
    }

    private static void awaitObject(String bucket, String key) {
        Waiting.until(key + " to be in the bucket " + bucket, () -> {
            try (var s3 = store.client()) {
                return s3.headObject(request -> request.bucket(bucket).key(key)) != null;
            }
        });
    }

    private static int replicas(String name) {
        return cluster.client()
                .apps()
                .statefulSets()
                .inNamespace(prometheuses.namespace())
                .withName(name)
                .get()
                .getSpec()
                .getReplicas();
    }
}
