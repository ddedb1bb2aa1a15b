package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.backup.restore.RestoreStatus;
import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.Strangers;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** What a restore may use, and what a person's word allows: both are decided before any byte is brought. */
class RestoreContractIT {
    private static TestCluster cluster;
    private static ObjectStore store;
    private static OperatorProcess operator;
    private static Prometheuses prometheuses;

    @BeforeAll
    static void start() throws IOException {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "restores", false));
        store = new ObjectStore(Project.work("restores-store"));
        try (var s3 = store.client()) {
            s3.createBucket(request -> request.bucket("backups"));
        }
        archive("demo/20250101T000000Z.tar", "{}");
        var settings = new HashMap<>(store.settings());
        settings.put("CAMELEER_NAMESPACES", prometheuses.namespace());
        settings.put("CAMELEER_BACKUP_CLOCK", "0/1 * * * * ?");
        settings.put("CAMELEER_RESTORE_RETRIES", "0");
        operator = OperatorProcess.start(cluster, settings);
    }

    @AfterAll
    static void stop() {
        operator.close();
        store.close();
    }

    @Test
    void aRestoreAndAVerificationUseAndEndNoPodForItsName() {
        for (var name : new String[] {"demo-restore", "demo-verify", "demo-restore-0"}) {
            prometheuses.apply(name, "{}");
        }
        Strangers.pod(cluster, prometheuses.namespace(), "demo-verify", Map.of(), List.of());
        for (var name : new String[] {"demo-restore", "demo-verify", "demo-restore-0"}) {
            prometheuses.await(name, "Active");
        }
        var before = pods();
        assertThat(before).containsKeys("demo-restore-0", "demo-verify", "demo-verify-0", "demo-restore-0-0");

        prometheuses.apply("demo", "{restoreFrom: {bucket: backups}, backup: {enabled: true, bucket: backups}}");
        prometheuses.awaitCondition("demo", "Restored", "False", "pod demo-restore-0-");
        prometheuses.annotate("demo", "cameleer.io/verify-requested", "once");
        var verified = prometheuses.awaitVerify("demo", "Failed").getStatus().verify();

        assertThat(verified.message()).contains("pod demo-verify-");
        assertThat(pods()).containsAllEntriesOf(before);
    }

    @Test
    void aClaimOfSomebodyElseIsNotFilled() {
        claim("data-claimed-0", Map.of("app", "somebodys"), List.of());
        prometheuses.apply("claimed", "{restoreFrom: {bucket: backups, cluster: demo}}");
        prometheuses.awaitCondition("claimed", "Restored", "False", "claim data-claimed-0 has not the labels of");

        prometheuses.apply("elsewhere", "{}");
        prometheuses.await("elsewhere", "Active");
        var elsewhere = cluster.client()
                .pods()
                .inNamespace(prometheuses.namespace())
                .withName("elsewhere-0")
                .get();
        var labels = Map.of(
                "app.kubernetes.io/name", "prometheus",
                "app.kubernetes.io/instance", "owned",
                "app.kubernetes.io/managed-by", "cameleer");
        claim("data-owned-0", labels, elsewhere.getMetadata().getOwnerReferences());
        prometheuses.apply("owned", "{restoreFrom: {bucket: backups, cluster: demo}}");
        prometheuses.awaitCondition(
                "owned", "Restored", "False", "claim data-owned-0 belongs to StatefulSet elsewhere, which is not of");
    }

    private static void claim(String name, Map<String, String> labels, List<OwnerReference> owners) {
        cluster.client()
                .resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(prometheuses.namespace())
                        .withLabels(labels)
                        .withOwnerReferences(owners)
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withNewResources()
                        .addToRequests("storage", new Quantity("1Gi"))
                        .endResources()
                        .endSpec()
                        .build())
                .create();
    }

    @Test
    void aWordAllowsTheBackupThatWasNamedAndNoNewerOne() throws IOException {
        var asked = questionOf("asked");
        archive("asked/20250202T000000Z.tar", "{}");
        try (var s3 = store.client()) {
            assertThat(s3.listObjectsV2(request -> request.bucket("backups").prefix("asked/.20250101T000000Z.pin-"))
                            .contents())
                    .as("what keeps a retention from the backup that was named")
                    .hasSize(1);
            s3.deleteObject(request -> request.bucket("backups").key("asked/20250101T000000Z.tar"));
        }
        prometheuses.annotate("asked", RestoreTarget.CONFIRMED, asked.word());

        prometheuses.awaitCondition("asked", "Restored", "False", "there is no backup asked/20250101T000000Z.tar");
        prometheuses.awaitCondition("asked", "Restored", "False", "another spec.restoreFrom.request asks anew");
        prometheuses.await("asked", "Active");
        assertThat(prometheuses.get("asked").getStatus().restore().word())
                .as("serves once")
                .isNull();

        prometheuses.apply("asked", "{restoreFrom: {bucket: backups, request: again}}");
        var again = prometheuses.awaitQuestion("asked");
        assertThat(again.key()).isEqualTo("asked/20250202T000000Z.tar");
        assertThat(again.word()).isNotEqualTo(asked.word());
    }

    @Test
    void aWordAllowsTheContentThatTheBackupHadWhenItWasNamed() throws IOException {
        var asked = questionOf("changed");
        archive("changed/20250101T000000Z.tar", "[]");
        prometheuses.annotate("changed", RestoreTarget.CONFIRMED, asked.word());

        prometheuses.awaitCondition("changed", "Restored", "False", "is not the one any more that was chosen");
        prometheuses.await("changed", "Active");
    }

    @Test
    void aVerificationPinsItsBackupForAsLongAsItRuns() throws IOException {
        try (var s3 = store.client()) {
            s3.createBucket(request -> request.bucket("kept"));
            s3.putBucketVersioning(request -> request.bucket("kept")
                    .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
            archive("kept", "pinned/20250101T000000Z.tar", "{}");
            prometheuses.apply("pinned", "{backup: {enabled: true, bucket: kept}}");
            prometheuses.await("pinned", "Active");
            prometheuses.annotate("pinned", "cameleer.io/verify-requested", "once");
            prometheuses.awaitVerify("pinned", "Failed");

            var pin = "pinned/.20250101T000000Z.pin-"
                    + prometheuses.get("pinned").getMetadata().getUid() + "-verify";
            Waiting.until(
                    "it to be taken away",
                    () -> s3.listObjectVersions(
                                            request -> request.bucket("kept").prefix(pin))
                                    .deleteMarkers()
                                    .size()
                            == 1);
            // A listing while an object goes may lack it: what there was is asked for when it is quiet.
            assertThat(s3.listObjectVersions(request -> request.bucket("kept").prefix(pin))
                            .versions())
                    .as("what kept a retention from the backup")
                    .hasSize(1);
        }
    }

    /** What a cluster that runs is asked when its only backup is to replace its data. */
    private static RestoreStatus questionOf(String name) throws IOException {
        archive(name + "/20250101T000000Z.tar", "{}");
        prometheuses.apply(name, "{}");
        prometheuses.await(name, "Active");
        prometheuses.apply(name, "{restoreFrom: {bucket: backups}}");
        return prometheuses.awaitQuestion(name);
    }

    private static void archive(String key, String content) throws IOException {
        archive("backups", key, content);
    }

    private static void archive(String bucket, String key, String content) throws IOException {
        try (var s3 = store.client()) {
            s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(tar(content)));
        }
    }

    private static byte[] tar(String content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            var file = new TarArchiveEntry("snapshot/01ARZ3NDEKTSV4RRFFQ69G5FAV/meta.json");
            file.setSize(content.length());
            tar.putArchiveEntry(file);
            tar.write(content.getBytes(StandardCharsets.UTF_8));
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static Map<String, String> pods() {
        return cluster.client().pods().inNamespace(prometheuses.namespace()).list().getItems().stream()
                .filter(pod -> !pod.isMarkedForDeletion())
                .collect(Collectors.toMap(pod -> pod.getMetadata().getName(), pod -> pod.getMetadata()
                        .getUid()));
    }
}
