package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.cluster.ApiWrites;
import io.cameleer.cluster.Greptimes;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.GreptimeStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GreptimeDBClusters on a real API server whose nodes run nothing: objects, order, status and what is refused. */
class GreptimeContractIT {
    private static final String STORE = "storage: {backend: s3, bucket: %s, region: us-east-1}";
    private static final String SMALL =
            STORE + ", frontend: {replicas: 1}, datanode: {replicas: 1}, meta: {replicas: 1}, etcd: {replicas: 1}";

    private static TestCluster cluster;
    private static OperatorProcess operator;
    private static Greptimes greptimes;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        greptimes = new Greptimes(cluster, SharedCluster.namespace(cluster, "greptime", false));
        operator = OperatorProcess.start(cluster, Map.of());
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "development, greptime-dev, 5",
        "production, greptime-prod, 16",
        "gcs, greptime-gcp, 8",
        "azure, greptime-azure, 8",
        "external-grafana, greptime-cluster, 7",
        "minio, greptime-minio, 6",
        "backup, greptime-backup, 5"
    })
    void aManifestOfTheDocumentAppliesUnmodifiedAndReachesRunning(String file, String name, int pods) {
        var monitoring = new Greptimes(cluster, cluster.namespace("monitoring", false));
        secret("monitoring", "azure-storage-secret", "storageAccountName=account", "storageAccountKey=a2V5");
        secret("monitoring", "minio-credentials", "accessKeyId=key", "secretAccessKey=hidden-from-all");
        secret("monitoring", "grafana-api-key", "apiKey=glsa_key");
        labelNodes("workload-type", "monitoring");

        cluster.kubectl("apply", "-f", "samples/greptimedb/" + file + ".yaml");

        var status = monitoring.await(name, "Running", Duration.ofSeconds(90)).getStatus();
        assertThat(status.ready()).isTrue();
        assertThat(status.message()).startsWith("All components are ready");
        assertThat(cluster.client()
                        .pods()
                        .inNamespace("monitoring")
                        .withLabel("app.kubernetes.io/instance", name)
                        .list()
                        .getItems())
                .hasSize(pods)
                .allSatisfy(
                        pod -> assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("greptime"));
        assertThat(status.endpoints().http()).isEqualTo(name + "-frontend.monitoring.svc:4000");
        assertThat(status.endpoints().prometheus()).isEqualTo(name + "-frontend.monitoring.svc:4004");
        assertThat(status.endpoints().grafana())
                .isEqualTo(file.equals("external-grafana") ? null : name + "-grafana.monitoring.svc:3000");
        assertThat(cluster.kubectl("get", "gdb", "-n", "monitoring", name))
                .contains("PHASE", "READY", "Running   true");
        assertNoSecretIn("monitoring", "hidden-from-all", "changeme-in-production");
        monitoring.delete(name);
    }

    @Test
    void withEtcdKeptUnreadyNothingAfterItExistsAndEachRoleWaitsForTheOneBefore() {
        greptimes.apply("order", "{" + SMALL.formatted("order") + ", nodeSelector: {order: 'here'}}");
        greptimes.await("order", "Failed");
        greptimes.awaitMessage("order", "order-etcd-0: Unschedulable", Duration.ofSeconds(60));
        assertThat(owned("order"))
                .allMatch(object -> object.getMetadata().getName().startsWith("order-etcd"));

        labelNodes("order", "here");

        greptimes.await("order", "Running");
        var made = greptimes.events("order").stream()
                .filter(event -> event.matches("Created: (StatefulSet|Deployment) order-.*"))
                .toList();
        assertThat(made).hasSize(5);
        var ready = Stream.of("etcd", "meta", "datanode", "frontend", "grafana")
                .map(role -> firstReady("order", role))
                .toList();
        assertThat(ready).isSorted();
        greptimes.delete("order");
    }

    @Test
    void aMissingStorageClassIsNamedAndTheClusterHealsWhenItIsThere() {
        greptimes.apply("class", "{" + SMALL.formatted("class") + ", cloud: AWS}");
        greptimes.await("class", "Failed");
        greptimes.awaitMessage(
                "class",
                "spec.etcd.storage.storageClass: there is no StorageClass gp3; create it, or name one of fixed-size, local",
                Duration.ofSeconds(30));
        greptimes.awaitEvent("class", "MissingStorageClass");
        assertThat(owned("class")).isEmpty();

        var gp3 = cluster.client()
                .resource(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName("gp3")
                        .endMetadata()
                        .withProvisioner("cameleer.io/local")
                        .build());
        gp3.serverSideApply();
        try {
            greptimes.await("class", "Running");
        } finally {
            gp3.delete();
        }
        assertThat(greptimes.get("class").getStatus().message())
                .contains("lacks the annotation eks.amazonaws.com/role-arn");
        greptimes.delete("class");
    }

    @Test
    void whereThereIsNoGp3TheDefaultClassIsUsedAndThatIsSaid() {
        greptimes.apply("default", "{" + SMALL.formatted("default") + "}");
        assertThat(greptimes.await("default", "Running").getStatus().message())
                .contains("volumes are of the class local, as there was no StorageClass gp3 when they were made");
        greptimes.delete("default");
    }

    @Test
    void aMissingSecretIsNamedAndTheClusterHealsWhenItIsThere() {
        greptimes.apply(
                "secret", "{" + SMALL.formatted("secret").replace("us-east-1", "us-east-1, secretRef: absent") + "}");
        greptimes.await("secret", "Failed");
        greptimes.awaitMessage("secret", "spec.storage.secretRef: there is no Secret absent", Duration.ofSeconds(30));
        secret(greptimes.namespace(), "absent", "accessKeyId=only");
        greptimes.awaitMessage(
                "secret", "spec.storage.secretRef: Secret absent has no key secretAccessKey", Duration.ofSeconds(30));
        secret(greptimes.namespace(), "absent", "accessKeyId=only", "secretAccessKey=now-too");
        greptimes.await("secret", "Running");
        greptimes.delete("secret");
    }

    @Test
    void aRotatedSecretRollsTheDataNodesAndNothingElse() {
        secret(greptimes.namespace(), "rotated", "accessKeyId=a", "secretAccessKey=before");
        greptimes.apply(
                "rotate", "{" + SMALL.formatted("rotate").replace("us-east-1", "us-east-1, secretRef: rotated") + "}");
        greptimes.await("rotate", "Running");
        var before = generations("rotate");
        secret(greptimes.namespace(), "rotated", "accessKeyId=a", "secretAccessKey=after");
        Waiting.until("the data nodes to be rolled", Duration.ofSeconds(60), () -> !generations("rotate")
                .equals(before));
        var after = generations("rotate");
        assertThat(after.get("StatefulSet/rotate-datanode")).isEqualTo(before.get("StatefulSet/rotate-datanode") + 1);
        after.remove("StatefulSet/rotate-datanode");
        assertThat(before).containsAllEntriesOf(after);
        greptimes.delete("rotate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{etcd: {replicas: 2}} | spec.etcd.replicas: is 2, but etcd is of use with 1, 3 or 5 members",
                "{etcd: {replicas: 7}} | spec.etcd.replicas: is 7",
                "{storage: {endpoint: 'https://store'}} | spec.storage.endpoint: names a store that is not AWS'",
                "{storage: {useIRSA: false}} | spec.storage.useIRSA: is false, and there are no credentials",
                "{storage: {accessKeyId: a}} | spec.storage.secretAccessKey: is missing beside the other key",
                "{storage: {backend: gcs, accessKeyId: a, secretAccessKey: b}} | spec.storage.accessKeyId: is for the backend s3 alone",
                "{storage: {backend: azure}} | spec.storage.endpoint: is missing",
                "{frontend: {ports: {mysql: 4000}}} | spec.frontend.ports.mysql: 4000 is another port of the same pods already",
                "{meta: {resources: {cpu: '1', cpuRequest: '2'}}} | spec.meta.resources.cpuRequest: 2 is above the limit 1",
                "{grafana: {externalGrafana: {enabled: true}}} | spec.grafana.externalGrafana.url: is missing",
                "{backup: {enabled: true, bucket: b, provider: azure}} | spec.backup.provider: is azure, but the COPY statement of GreptimeDB knows S3 only",
                "{backup: {enabled: true, bucket: b, format: incremental}} | spec.backup.format: is incremental, but the database copies whole tables",
                "{backup: {enabled: true, bucket: b, verify: {schedule: '@daily'}}} | spec.backup.verify: is set, but a backup of GreptimeDB cannot be tried in a single pod",
                "{backup: {enabled: true, bucket: b, schedule: 'at noon'}} | spec.backup.schedule: ",
                "{restoreFrom: {backup: latest}} | spec.restoreFrom.bucket: is missing",
                "{restoreFrom: {bucket: b, provider: gcs}} | spec.restoreFrom.provider: is gcs",
                "{autoCreateRBAC: false, serviceAccount: nobody} | spec.serviceAccount: there is no ServiceAccount nobody; create it, or set spec.autoCreateRBAC to true"
            })
    void whatCannotWorkIsSaidWithItsFieldAndNothingIsMade(String spec, String text) {
        GreptimeFields.expectRefusal(greptimes, spec, text);
    }

    @Test
    void twoClustersNeverShareTheirData() {
        greptimes.apply("first", "{" + SMALL.formatted("shared") + "}");
        greptimes.await("first", "Running");
        greptimes.apply("second", "{" + SMALL.formatted("shared") + "}");
        greptimes.await("second", "Failed");
        greptimes.awaitMessage("second", "spec.storage.prefix: is that of GreptimeDBCluster", Duration.ofSeconds(30));
        greptimes.delete("first");
        greptimes.apply("second", "{" + SMALL.formatted("shared, prefix: mine") + "}");
        greptimes.await("second", "Running");
        greptimes.delete("second");
    }

    @Test
    void theSchemaRefusesWhatIsNoBackendAtAll() {
        assertThatThrownBy(() -> greptimes.apply("bad", "{storage: {backend: ftp, bucket: b, region: r}}"))
                .hasMessageContaining("spec.storage.backend");
        assertThatThrownBy(() -> greptimes.apply("bad", "{storage: {backend: s3, bucket: b}}"))
                .hasMessageContaining("spec.storage.region");
        assertThatThrownBy(() -> greptimes.apply("bad", "{}")).hasMessageContaining("spec.storage");
    }

    @Test
    void whatIsNotWantedAnyMoreIsRemovedAndASettledClusterCausesNoWrites() {
        greptimes.apply("prune", "{" + SMALL.formatted("prune") + ", grafana: {enabled: true}}");
        greptimes.await("prune", "Running");
        greptimes.apply("prune", "{" + SMALL.formatted("prune") + ", grafana: {enabled: false}}");
        Waiting.until("everything of Grafana to be gone", Duration.ofSeconds(30), () -> owned("prune").stream()
                .noneMatch(object -> object.getMetadata().getName().contains("grafana")));
        Waiting.until(
                "its Secret to be gone",
                Duration.ofSeconds(30),
                () -> cluster.client()
                                .secrets()
                                .inNamespace(greptimes.namespace())
                                .withName("prune-grafana")
                                .get()
                        == null);
        Waiting.until(
                "it to settle",
                Duration.ofSeconds(30),
                () -> greptimes.get("prune").getStatus().grafana() == null
                        && greptimes.get("prune").getStatus().ready());
        var writes = ApiWrites.from(cluster);
        var looks = operator.reconciliations();
        cluster.kubectl("label", "--namespace", greptimes.namespace(), "gdb", "prune", "look=again");
        Waiting.until("another look", Duration.ofSeconds(30), () -> operator.reconciliations() > looks);
        assertThat(writes.since()).filteredOn(write -> write.contains("prune")).isEmpty();
        greptimes.delete("prune");
    }

    @Test
    void aDeletedOrChangedObjectIsSetBack() {
        greptimes.apply("drift", "{" + SMALL.formatted("drift") + "}");
        greptimes.await("drift", "Running");
        var client = cluster.client();
        var name = "drift-datanode";
        client.configMaps().inNamespace(greptimes.namespace()).withName(name).delete();
        client.services()
                .inNamespace(greptimes.namespace())
                .withName("drift-frontend")
                .edit(service -> {
                    service.getSpec().getPorts().removeIf(port -> port.getName().equals("prometheus"));
                    return service;
                });
        Waiting.until(
                "both to be as they were",
                Duration.ofSeconds(20),
                () -> client.configMaps()
                                        .inNamespace(greptimes.namespace())
                                        .withName(name)
                                        .get()
                                != null
                        && client.services()
                                        .inNamespace(greptimes.namespace())
                                        .withName("drift-frontend")
                                        .get()
                                        .getSpec()
                                        .getPorts()
                                        .size()
                                == 5);
        greptimes.delete("drift");
    }

    @Test
    void deletionKeepsVolumesUnlessToldAndTakesTheServiceAccountWithTheLastCluster() {
        var other = new Greptimes(cluster, SharedCluster.namespace(cluster, "greptime-deletion", false));
        other.apply("keeps", "{" + SMALL.formatted("keeps") + "}");
        other.apply("drops", "{" + SMALL.formatted("drops") + ", volumeDeletionPolicy: Delete}");
        other.await("keeps", "Running");
        other.await("drops", "Running");
        other.delete("drops");
        Waiting.until("the volumes of one to be gone", Duration.ofSeconds(60), () -> claims(other)
                .noneMatch(claim -> claim.getMetadata().getName().startsWith("drops-")));
        assertThat(account(other)).isNotNull();
        other.delete("keeps");
        Waiting.until("the account to be gone", Duration.ofSeconds(30), () -> account(other) == null);
        assertThat(claims(other).map(claim -> claim.getMetadata().getName()))
                .containsExactlyInAnyOrder("keeps-etcd-data-keeps-etcd-0", "keeps-datanode-data-keeps-datanode-0");
    }

    @Test
    void aServiceAccountOfSomebodyElseIsNeverTouched() {
        cluster.kubectl("create", "serviceaccount", "--namespace", greptimes.namespace(), "theirs");
        cluster.kubectl(
                "annotate",
                "--namespace",
                greptimes.namespace(),
                "serviceaccount",
                "theirs",
                "eks.amazonaws.com/role-arn=arn:aws:iam::1:role/r");
        var before = cluster.kubectl("get", "sa", "-n", greptimes.namespace(), "theirs", "-o", "yaml");
        greptimes.apply("foreign", "{" + SMALL.formatted("foreign") + ", serviceAccount: theirs}");
        greptimes.await("foreign", "Running");
        greptimes.delete("foreign");
        assertThat(cluster.kubectl("get", "sa", "-n", greptimes.namespace(), "theirs", "-o", "yaml"))
                .isEqualTo(before);
    }

    @Test
    void volumesGrowWithTheirCachesAndAClassThatForbidsItIsTold() {
        greptimes.apply("size", "{" + SMALL.formatted("size") + "}");
        greptimes.await("size", "Running");
        greptimes.apply("size", sized("size", "60Gi", "gp3"));
        Waiting.until("the claim to grow", Duration.ofSeconds(30), () -> cluster.kubectl(
                        "get",
                        "pvc",
                        "-n",
                        greptimes.namespace(),
                        "size-datanode-data-size-datanode-0",
                        "-o",
                        "jsonpath={.status.capacity.storage}")
                .equals("60Gi"));
        greptimes.await("size", "Running");
        assertThat(cluster.kubectl("get", "cm", "-n", greptimes.namespace(), "size-datanode", "-o", "yaml"))
                .contains("cache_capacity = '24576MiB'");
        greptimes.apply("size", sized("size", "40Gi", "gp3"));
        greptimes.awaitMessage(
                "size", "spec.datanode.localCache.size: cannot shrink from 60Gi to 40Gi", Duration.ofSeconds(30));
        greptimes.delete("size");

        greptimes.apply("fixed", sized("fixed", "10Gi", "fixed-size"));
        greptimes.await("fixed", "Running");
        greptimes.apply("fixed", sized("fixed", "20Gi", "fixed-size"));
        greptimes.await("fixed", "Degraded");
        greptimes.awaitEvent("fixed", "only dynamically provisioned pvc can be resized");
        greptimes.apply("fixed", sized("fixed", "10Gi", "fixed-size"));
        greptimes.await("fixed", "Running");
        greptimes.apply("fixed", sized("fixed", "10Gi", "local"));
        greptimes.awaitMessage(
                "fixed",
                "spec.datanode.localCache.storageClass: cannot change from fixed-size to local",
                Duration.ofSeconds(30));
        greptimes.delete("fixed");
    }

    private static String sized(String name, String size, String storageClass) {
        return "{"
                + SMALL.formatted(name)
                        .replace(
                                "datanode: {replicas: 1}",
                                "datanode: {replicas: 1, localCache: {size: %s, storageClass: %s}}"
                                        .formatted(size, storageClass))
                + "}";
    }

    @Test
    void aDataNodeOfWhichNobodyKnowsTheRegionsIsNotTakenAway() {
        greptimes.apply(
                "scale",
                "{" + SMALL.formatted("scale").replace("datanode: {replicas: 1}", "datanode: {replicas: 3}") + "}");
        greptimes.await("scale", "Running");
        greptimes.apply("scale", "{" + SMALL.formatted("scale") + "}");
        greptimes.awaitMessage("scale", "nobody knows which regions are on data nodes 1 to 2", Duration.ofSeconds(30));
        assertThat(cluster.kubectl(
                        "get", "sts", "-n", greptimes.namespace(), "scale-datanode", "-o", "jsonpath={.spec.replicas}"))
                .isEqualTo("3");
        greptimes.delete("scale");
    }

    private static List<HasMetadata> owned(String name) {
        var client = cluster.client();
        return Stream.<Stream<? extends HasMetadata>>of(
                        client.apps().statefulSets().inNamespace(greptimes.namespace()).list().getItems().stream(),
                        client.apps().deployments().inNamespace(greptimes.namespace()).list().getItems().stream(),
                        client.services().inNamespace(greptimes.namespace()).list().getItems().stream(),
                        client.configMaps().inNamespace(greptimes.namespace()).list().getItems().stream())
                .flatMap(objects -> objects)
                .filter(object -> object.getMetadata().getLabels() != null
                        && name.equals(object.getMetadata().getLabels().get("app.kubernetes.io/instance")))
                .<HasMetadata>map(object -> object)
                .toList();
    }

    private static Map<String, Long> generations(String name) {
        var found = new java.util.TreeMap<String, Long>();
        owned(name).stream()
                .filter(object -> object.getMetadata().getGeneration() != null)
                .forEach(object -> found.put(
                        object.getKind() + "/" + object.getMetadata().getName(),
                        object.getMetadata().getGeneration()));
        return found;
    }

    private static String firstReady(String name, String role) {
        return cluster
                .client()
                .pods()
                .inNamespace(greptimes.namespace())
                .withLabels(Map.of("app.kubernetes.io/instance", name, "app.kubernetes.io/name", role))
                .list()
                .getItems()
                .getFirst()
                .getStatus()
                .getConditions()
                .stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .findFirst()
                .orElseThrow()
                .getLastTransitionTime();
    }

    private static Stream<PersistentVolumeClaim> claims(Greptimes greptimes) {
        return cluster.client().persistentVolumeClaims().inNamespace(greptimes.namespace()).list().getItems().stream();
    }

    private static HasMetadata account(Greptimes greptimes) {
        return cluster.client()
                .serviceAccounts()
                .inNamespace(greptimes.namespace())
                .withName("greptime")
                .get();
    }

    private static void labelNodes(String label, String value) {
        cluster.client().nodes().list().getItems().forEach(node -> cluster.client()
                .nodes()
                .withName(node.getMetadata().getName())
                .edit(found -> new NodeBuilder(found)
                        .editMetadata()
                        .addToLabels(label, value)
                        .endMetadata()
                        .build()));
    }

    private static void assertNoSecretIn(String namespace, String... secrets) {
        var told = cluster.kubectl("get", "configmaps,events,sts,deploy,pods", "-n", namespace, "-o", "yaml")
                + operator.log();
        assertThat(told).doesNotContain(secrets);
        var statuses =
                cluster.client().resources(GreptimeDBCluster.class).inNamespace(namespace).list().getItems().stream()
                        .map(GreptimeDBCluster::getStatus)
                        .map(GreptimeStatus::toString)
                        .toList();
        assertThat(statuses.toString()).doesNotContain(secrets);
    }

    private static void secret(String namespace, String name, String... data) {
        GreptimeFields.secret(cluster, namespace, name, data);
    }
}
