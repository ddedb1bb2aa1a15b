package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.cluster.ApiWrites;
import io.cameleer.cluster.Kubeblocks;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.cameleer.kubeblocks.ClusterDefinition;
import io.cameleer.kubeblocks.ClusterVersion;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clusters of definitions on a real API server, whose nodes pretend to run their pods. */
class KubeblocksContractIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    /** A database in three tiers: a key-value store that knows its members, data nodes with volumes, a stateless front. */
    private static final String DEFINITION = """
            apiVersion: apps.kubeblocks.io/v1alpha1
            kind: ClusterDefinition
            metadata: {name: %1$s}
            spec:
              connectionCredential:
                username: root
                password: $(RANDOM_PASSWD)
                endpoint: $(SVC_FQDN):$(SVC_PORT_sql)
              componentDefs:
              - name: front
                workloadType: Stateless
                characterType: three
                probes:
                service: {ports: [{name: sql, port: 3306, targetPort: sql}, {name: http, port: 80, targetPort: 8080}]}
                monitor: {builtIn: true, exporterConfig: {scrapePort: 8080, scrapePath: /m}}
                componentDefRef:
                - &data
                  componentDefName: data
                  componentRefEnv: [{name: DATA, valueFrom: {type: HeadlessServiceRef}}]
                podSpec: {containers: [{name: front, args: ["--data=$(DATA)"], ports: [{name: sql, containerPort: 3306}]}]}
              - name: data
                workloadType: Stateful
                service: {ports: [{name: rpc, port: 4000}]}
                customLabelSpecs: [{key: team, value: $(KB_CLUSTER_NAME)-team}]
                componentDefRef:
                - componentDefName: kv
                  failurePolicy: Fail
                  componentRefEnv: [{name: KV, valueFrom: {type: ServiceRef}}]
                configSpecs:
                - {name: conf, templateRef: %1$s-templates, namespace: default, volumeName: conf, defaultMode: 292}
                podSpec:
                  containers:
                  - name: data
                    args: [--kv, "$(KV).$(KB_NAMESPACE).svc:2379"]
                    volumeMounts: [{name: data, mountPath: /d}, {name: conf, mountPath: /c}]
              - name: kv
                workloadType: Consensus
                probes: {roleProbe: {periodSeconds: 1}}
                service: {ports: [{name: client, port: 2379, targetPort: client}]}
                podSpec: {containers: [{name: kv, image: "kv:1", ports: [{name: client, containerPort: 2379}]}]}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: %1$s-templates, namespace: default}
            data:
              main.conf: |
                name = {{ .cluster.metadata.name }}-{{ .component.name }}
                {{- if gt (int .component.replicas) 1 }}
                mode = many
                {{- end }}
              plain.txt: "kv at $(KV), by $(whoami)"
            ---
            apiVersion: apps.kubeblocks.io/v1alpha1
            kind: ClusterVersion
            metadata: {name: %1$s-1}
            spec:
              clusterDefinitionRef: %1$s
              componentVersions:
              - {componentDefRef: front, versionsContext: {containers: [{name: front, image: "front:1"}]}}
              - {componentDefRef: data, versionsContext: {containers: [{name: data, image: "data:1"}]}}
            ---
            apiVersion: apps.kubeblocks.io/v1alpha1
            kind: ClusterVersion
            metadata: {name: %1$s-2}
            spec:
              clusterDefinitionRef: %1$s
              componentVersions:
              - {componentDefRef: front, versionsContext: {containers: [{name: front, image: "front:2"}]}}
              - {componentDefRef: data, versionsContext: {containers: [{name: data, image: "data:1"}]}}
            """;

    private static final String CLUSTER = """
            {clusterDefinitionRef: %1$s, clusterVersionRef: %1$s-1, terminationPolicy: %2$s, componentSpecs: [
            {name: front, componentDefRef: front, replicas: 2, monitor: true, resources: {limits: {memory: 64Mi}},
              services: [{name: outside, serviceType: NodePort}]},
            {name: data, componentDefRef: data, replicas: 2, volumeClaimTemplates: [{name: data, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]},
            {name: kv, componentDefRef: kv, replicas: 3, noCreatePDB: true, enabledLogs: [slow]}]}""";

    private static TestCluster cluster;
    private static OperatorProcess operator;
    private static int number;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        operator = OperatorProcess.start(cluster, Map.of("CAMELEER_KUBEBLOCKS_ENABLED", "true"));
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    private static Kubeblocks clusters() {
        return new Kubeblocks(cluster, SharedCluster.namespace(cluster, "kubeblocks", false));
    }

    /** A definition, its templates and its versions, that no other test changes. */
    private static String defined(Kubeblocks clusters) {
        var name = "three-" + number++;
        clusters.manifests(DEFINITION.formatted(name));
        return name;
    }

    private static KubernetesClient client() {
        return cluster.client();
    }

    private static Container container(Kubeblocks clusters, String statefulSet) {
        return client().apps()
                .statefulSets()
                .inNamespace(clusters.namespace())
                .withName(statefulSet)
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
    }

    @Test
    void componentsBecomeTheObjectsThatAddOnsLookFor() {
        var clusters = clusters();
        var definition = defined(clusters);
        clusters.apply("shop", CLUSTER.formatted(definition, "WipeOut"));
        clusters.await("shop", "Running", SOON);
        var namespace = clusters.namespace();

        var services = client().services().inNamespace(namespace);
        assertThat(services.list().getItems())
                .extracting(service -> service.getMetadata().getName())
                .containsExactlyInAnyOrder(
                        "shop-front",
                        "shop-front-outside",
                        "shop-front-headless",
                        "shop-data",
                        "shop-data-headless",
                        "shop-kv",
                        "shop-kv-headless");
        assertThat(services.withName("shop-kv-headless").get().getSpec().getClusterIP())
                .isEqualTo("None");
        assertThat(services.withName("shop-front-outside").get().getSpec().getType())
                .isEqualTo("NodePort");
        var data = client().apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName("shop-data")
                .get();
        assertThat(data.getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/instance", "shop")
                .containsEntry("app.kubernetes.io/name", definition)
                .containsEntry("apps.kubeblocks.io/component-name", "data")
                .containsEntry("apps.kubeblocks.io/component-def-ref", "data")
                .containsEntry("team", "shop-team");
        var container = container(clusters, "shop-data");
        assertThat(container.getImage()).isEqualTo("data:1");
        assertThat(container.getEnv())
                .extracting(EnvVar::getName)
                .contains("KB_POD_NAME", "KB_POD_IPS", "KB_CLUSTER_COMP_NAME", "KB_POD_FQDN", "KV")
                .startsWith("KB_POD_NAME");
        assertThat(container.getEnv())
                .filteredOn(variable -> variable.getName().equals("KV"))
                .extracting(EnvVar::getValue)
                .containsExactly("shop-kv");
        assertThat(container.getEnvFrom().getFirst().getConfigMapRef().getName())
                .isEqualTo("shop-data-env");
        var maps = client().configMaps().inNamespace(namespace);
        assertThat(maps.withName("shop-kv-env").get().getData())
                .containsEntry("KB_REPLICA_COUNT", "3")
                .containsEntry("KB_2_HOSTNAME", "shop-kv-2.shop-kv-headless");
        assertThat(maps.withName("shop-data-conf").get().getData())
                .containsEntry("main.conf", "name = shop-data\nmode = many\n")
                .containsEntry("plain.txt", "kv at shop-kv, by $(whoami)");
        assertThat(data.getSpec().getTemplate().getSpec().getVolumes())
                .singleElement()
                .satisfies(volume -> assertThat(volume.getConfigMap().getName()).isEqualTo("shop-data-conf"));
        var front = client().apps()
                .deployments()
                .inNamespace(namespace)
                .withName("shop-front")
                .get()
                .getSpec()
                .getTemplate();
        assertThat(front.getMetadata().getAnnotations())
                .containsEntry("prometheus.io/port", "8080")
                .containsEntry("prometheus.io/path", "/m");
        assertThat(front.getSpec().getContainers().getFirst().getResources().getLimits())
                .containsKey("memory");
        assertThat(client().policy()
                        .v1()
                        .podDisruptionBudget()
                        .inNamespace(namespace)
                        .list()
                        .getItems())
                .hasSize(2);
        clusters.awaitCondition("shop", "WithoutEffect", "True", "spec.componentSpecs[kv].enabledLogs", SOON);
        var secret = client().secrets()
                .inNamespace(namespace)
                .withName("shop-conn-credential")
                .get()
                .getData();
        assertThat(new String(Base64.getDecoder().decode(secret.get("endpoint"))))
                .isEqualTo("shop-front." + namespace + ".svc:3306");
        assertThat(operator.log()).doesNotContain(new String(Base64.getDecoder().decode(secret.get("password"))));
        assertThat(client().resources(ClusterDefinition.class)
                        .withName(definition)
                        .get()
                        .getStatus()
                        .conditions())
                .anyMatch(condition -> condition.getType().equals("WithoutEffect")
                        && condition.getMessage().equals("spec.componentDefs[kv].probes"));
        assertThat(cluster.kubectl("get", "cluster", "shop", "--namespace", namespace))
                .containsPattern("NAME +CLUSTER-DEFINITION +VERSION +TERMINATION-POLICY +STATUS +AGE")
                .containsPattern("shop +" + definition + " +" + definition + "-1 +WipeOut +Running");
        clusters.delete("shop");
    }

    @Test
    void aComponentStartsWhenThoseThatItRefersToAreReadyAndStopsAndStartsAgain() {
        var clusters = clusters();
        var definition = defined(clusters);
        // No node has such a label.
        var spec = CLUSTER.formatted(definition, "Delete")
                .replace(
                        "name: kv, componentDefRef: kv,",
                        "name: kv, componentDefRef: kv, affinity: {nodeLabels: {there: none}},");
        clusters.apply("order", spec);
        clusters.await(
                "order",
                "to wait for its store",
                SOON,
                status -> status.components() != null
                        && status.components().containsKey("data")
                        && "it starts when these components are ready: kv"
                                .equals(status.components().get("data").message()));
        assertThat(clusters.get("order").getStatus().phase()).isIn("Creating", "Failed");
        var sets = client().apps().statefulSets().inNamespace(clusters.namespace());
        assertThat(sets.withName("order-data").get()).isNull();
        assertThat(client().services()
                        .inNamespace(clusters.namespace())
                        .withName("order-front")
                        .get())
                .as("addresses are there before those who answer")
                .isNotNull();
        clusters.awaitCondition("order", "Degraded", "True", "node affinity", SOON);

        clusters.apply("order", CLUSTER.formatted(definition, "Delete"));
        clusters.await("order", "Running", SOON);
        var made = List.of(
                time(sets.withName("order-kv").get()),
                time(sets.withName("order-data").get()),
                time(client().apps()
                        .deployments()
                        .inNamespace(clusters.namespace())
                        .withName("order-front")
                        .get()));
        assertThat(made).isSorted();

        clusters.apply("order", CLUSTER.formatted(definition, "Delete").replaceAll("replicas: \\d", "replicas: 0"));
        clusters.await("order", "Stopped", SOON);
        assertThat(client().persistentVolumeClaims()
                        .inNamespace(clusters.namespace())
                        .list()
                        .getItems())
                .hasSize(2);
        clusters.apply("order", CLUSTER.formatted(definition, "Delete"));
        clusters.await("order", "Running", SOON);
        clusters.delete("order");
    }

    private static String time(HasMetadata object) {
        return object.getMetadata().getCreationTimestamp();
    }

    @Test
    void aClusterFollowsItsVersionItsDefinitionAndItsTemplates() {
        var clusters = clusters();
        var definition = defined(clusters);
        clusters.apply("follow", CLUSTER.formatted(definition, "Delete"));
        clusters.await("follow", "Running", SOON);
        clusters.patch("follow", "{\"spec\":{\"clusterVersionRef\":\"" + definition + "-2\"}}");
        var deployments = client().apps().deployments().inNamespace(clusters.namespace());
        Waiting.until("the version's image", SOON, () -> deployments
                .withName("follow-front")
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage()
                .equals("front:2"));
        clusters.await("follow", "Running", SOON);

        clusters.manifests(DEFINITION.formatted(definition).replace("kv:1", "kv:2"));
        Waiting.until("the definition's image", SOON, () -> container(clusters, "follow-kv")
                .getImage()
                .equals("kv:2"));
        clusters.await("follow", "Running", SOON);

        var before = container(clusters, "follow-data");
        clusters.manifests(DEFINITION
                .formatted(definition)
                .replace("kv:1", "kv:2")
                .replace("name = {{", "called = {{ nosuch }} {{"));
        clusters.annotate("follow", "look", "again");
        clusters.awaitCondition(
                "follow",
                "Degraded",
                "True",
                "template: " + definition + "-templates/main.conf:1: function \"nosuch\" not defined",
                SOON);
        assertThat(container(clusters, "follow-data")).isEqualTo(before);
        clusters.manifests(
                DEFINITION.formatted(definition).replace("kv:1", "kv:2").replace("name = {{", "called = {{"));
        clusters.await("follow", "Running", SOON);
        Waiting.until("what is rendered", SOON, () -> client().configMaps()
                .inNamespace(clusters.namespace())
                .withName("follow-data-conf")
                .get()
                .getData()
                .get("main.conf")
                .startsWith("called = follow-data"));
        clusters.delete("follow");
    }

    @Test
    void whatIsUsedIsNotDeletedAndItsUsersAreNamed() {
        var clusters = clusters();
        var definition = defined(clusters);
        clusters.apply("user", CLUSTER.formatted(definition, "Delete"));
        clusters.await("user", "Running", SOON);
        var definitions = client().resources(ClusterDefinition.class).withName(definition);
        var versions = client().resources(ClusterVersion.class).withName(definition + "-1");
        definitions.delete();
        versions.delete();
        var user = "Cluster " + clusters.namespace() + "/user";
        Waiting.until(
                "the definition's users",
                SOON,
                () -> definitions.get().getStatus().message().contains(user));
        Waiting.until("the version's users", SOON, () -> versions.get()
                .getStatus()
                .message()
                .contains("it is not deleted as long as it is used by " + user));
        clusters.delete("user");
        client().resources(ClusterVersion.class).withName(definition + "-2").delete();
        Waiting.until("both to go", SOON, () -> definitions.get() == null && versions.get() == null);
    }

    @ParameterizedTest
    @CsvSource({"Halt, 2, true", "Delete, 0, false", "WipeOut, 0, false"})
    void deletionLeavesWhatThePolicySays(String policy, int volumes, boolean secret) {
        var clusters = clusters();
        var definition = defined(clusters);
        clusters.apply("end", CLUSTER.formatted(definition, "DoNotTerminate"));
        clusters.await("end", "Running", SOON);
        client().resources(io.cameleer.kubeblocks.Cluster.class)
                .inNamespace(clusters.namespace())
                .withName("end")
                .delete();
        clusters.awaitCondition("end", "Degraded", "True", "DoNotTerminate forbids to delete the cluster", SOON);
        clusters.patch("end", "{\"spec\":{\"terminationPolicy\":\"" + policy + "\"}}");
        Waiting.until("it to go", SOON, () -> clusters.get("end") == null);
        var claims = client().persistentVolumeClaims().inNamespace(clusters.namespace());
        Waiting.until("its volumes", SOON, () -> claims.list().getItems().size() == volumes);
        assertThat(client().secrets()
                                .inNamespace(clusters.namespace())
                                .withName("end-conn-credential")
                                .get()
                        != null)
                .isEqualTo(secret);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "terminationPolicy: Delete | terminationPolicy: Never | spec.terminationPolicy in body should match",
                "terminationPolicy: Delete, | '' | spec.terminationPolicy: Required value",
                "name: kv, | name: a-name-of-twenty-three-c, | spec.componentSpecs[2].name: Too long",
                "name: kv, | name: data, | spec.componentSpecs: two components have the same name; give each a name of its own",
                "replicas: 3 | replicas: -1 | should be greater than or equal to 0",
            })
    void aClusterIsRefusedByTheSchema(String before, String after, String message) {
        var clusters = new Kubeblocks(cluster, "default");
        var spec = CLUSTER.formatted("any", "Delete");
        assertThatThrownBy(() -> clusters.apply("refused", spec.replace(before, after)))
                .hasMessageContaining(message);
    }

    @Test
    void whatCannotChangeIsRefusedAndWhatIsMissingIsToldAndHeals() {
        var clusters = clusters();
        clusters.apply("early", CLUSTER.formatted("later", "Delete"));
        clusters.awaitCondition(
                "early",
                "Degraded",
                "True",
                "spec.clusterDefinitionRef: there is no ClusterDefinition later; apply it, or correct the name",
                SOON);
        assertThat(clusters.get("early").getStatus().phase()).isEqualTo("Failed");
        clusters.manifests(DEFINITION.formatted("later"));
        clusters.await("early", "Running", SOON);
        assertThatThrownBy(() -> clusters.patch("early", "{\"spec\":{\"clusterDefinitionRef\":\"other\"}}"))
                .hasMessageContaining("spec.clusterDefinitionRef: Invalid value")
                .hasMessageContaining("is immutable");
        var components = CLUSTER.formatted("later", "Delete");
        for (var changed : List.of(
                components.replace("name: kv,", "name: kv2,"),
                components.replace("{name: kv,", "{name: more, componentDefRef: kv}, {name: kv,"))) {
            assertThatThrownBy(() -> clusters.apply("early", changed))
                    .hasMessageContaining("components cannot be added, removed or renamed");
        }
        clusters.apply("early", components.replace("storage: 1Gi", "storage: 500Mi"));
        clusters.awaitCondition(
                "early",
                "Degraded",
                "True",
                "spec.componentSpecs[data].volumeClaimTemplates[data].spec.resources.requests.storage: cannot shrink from 1Gi to 500Mi; set it to at least 1Gi",
                SOON);
        clusters.apply("early", components);
        clusters.await("early", "Running", SOON);
        clusters.delete("early");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "greptimedb.yaml | metrics | metrics-etcd-peers | PEERS | metrics-etcd-0=http://metrics-etcd-0.metrics-etcd-headless.NS.svc:2380,metrics-etcd-1=http://metrics-etcd-1.metrics-etcd-headless.NS.svc:2380,metrics-etcd-2=http://metrics-etcd-2.metrics-etcd-headless.NS.svc:2380",
                "greptimedb.yaml | metrics | metrics-meta-config | meta.toml | store_addrs = [\"metrics-etcd.NS.svc:2379\"]",
                "greptimedb.yaml | metrics | metrics-datanode-config | datanode.toml | data_home = \"/data\"",
                "postgresql.yaml | orders | orders-primary-config | postgresql.conf | shared_buffers = 64MB",
                "postgresql.yaml | orders | orders-replica-scripts | start.sh | pg_basebackup --pgdata=\"$PGDATA.new\" --host=\"$PRIMARY\"",
                "prometheus.yaml | pair | pair-server-config | prometheus.yml | - pair-server-1.pair-server-headless:9090",
            })
    void samplesApplyAsTheyAreAndTheirTemplatesSayWhatTheirDatabasesRead(
            String sample, String name, String map, String file, String text) throws IOException {
        var clusters = clusters();
        clusters.sample(sample);
        clusters.await(name, "Running", SOON);
        assertThat(client().configMaps()
                        .inNamespace(clusters.namespace())
                        .withName(map)
                        .get()
                        .getData()
                        .get(file))
                .contains(text.replace("NS", clusters.namespace()));
        clusters.delete(name);
    }

    @Test
    void anAddOnThatHelmRendersAppliesAsItIs() {
        var clusters = clusters();
        var namespace = clusters.namespace();
        clusters.manifests(cluster.helm("template", "mine", "src/test/resources/addon", "--namespace", namespace));
        clusters.await("mine", "Running", SOON);
        var sets = client().apps().statefulSets().inNamespace(namespace);
        var etcd = container(clusters, "mine-etcd");
        assertThat(etcd.getCommand().getLast())
                .as("a shell's words are not placeholders")
                .contains(
                        "$(eval echo \\$KB_\"$i\"_HOSTNAME)",
                        "i=$(( i + 1 ))",
                        "${PEERS#,}",
                        "$KB_POD_FQDN.cluster.local");
        assertThat(sets.withName("mine-etcd").get().getSpec().getPodManagementPolicy())
                .isEqualTo("Parallel");
        assertThat(client().configMaps()
                        .inNamespace(namespace)
                        .withName("mine-etcd-env")
                        .get()
                        .getData())
                .containsEntry("KB_REPLICA_COUNT", "3")
                .containsEntry("KB_0_HOSTNAME", "mine-etcd-0.mine-etcd-headless");
        var data = sets.withName("mine-datanode").get().getSpec().getTemplate().getSpec();
        assertThat(data.getInitContainers().getFirst().getEnv())
                .extracting(EnvVar::getName)
                .contains("KB_POD_IP", "POD_IP", "META_SVC");
        assertThat(data.getContainers().getFirst().getEnv())
                .filteredOn(variable -> variable.getName().equals("META_SVC"))
                .extracting(EnvVar::getValue)
                .containsExactly("mine-meta");
        assertThat(data.getContainers().getFirst().getImage()).isEqualTo("greptime/greptimedb:0.3.2");
        assertThat(data.getServiceAccountName()).isEqualTo("addon");
        var secret = client().secrets()
                .inNamespace(namespace)
                .withName("mine-conn-credential")
                .get()
                .getData();
        assertThat(new String(Base64.getDecoder().decode(secret.get("host"))))
                .isEqualTo("mine-frontend." + namespace + ".svc");
        assertThat(secret).containsEntry("accesskey", "").containsKey("password");
        clusters.delete("mine");
    }

    @Test
    void backupsThatCannotBeTakenAreToldAndARestoreIsOnlyForNewClusters() throws IOException {
        var clusters = clusters();
        var repo = "repo-" + clusters.namespace();
        clusters.sample(
                "postgresql.yaml",
                text -> text.replace(
                        "terminationPolicy: Halt",
                        "terminationPolicy: Delete\n  backup: {enabled: true, cronExpression: never, repoName: " + repo
                                + "}"));
        clusters.awaitCondition(
                "orders",
                "Degraded",
                "True",
                "spec.backup.repoName: there is no BackupRepo " + repo + "; apply it, or correct the name",
                SOON);
        clusters.manifests("""
                apiVersion: dataprotection.kubeblocks.io/v1alpha1
                kind: BackupRepo
                metadata: {name: %s}
                spec: {storageProviderRef: s3}
                """.formatted(repo));
        clusters.annotate("orders", "look", "again");
        clusters.awaitCondition(
                "orders",
                "Degraded",
                "True",
                "BackupRepo " + repo + " names no bucket; set its spec.config.bucket",
                SOON);
        clusters.awaitCondition("orders", "Degraded", "True", "spec.backup.cronExpression", SOON);
        clusters.patch("orders", "{\"spec\":{\"backup\":{\"method\":\"guess\"}}}");
        clusters.awaitCondition(
                "orders",
                "Degraded",
                "True",
                "spec.backup.method: ClusterDefinition postgresql describes no such way to back a component up",
                SOON);
        assertThatThrownBy(() -> clusters.patch("orders", "{\"spec\":{\"restoreFrom\":{\"backup\":\"latest\"}}}"))
                .hasMessageContaining("a cluster begins with a backup or not at all; make another Cluster for it");
        clusters.patch("orders", "{\"spec\":{\"backup\":null}}");
        clusters.await("orders", "Running", SOON);

        clusters.patch(
                "orders",
                "{\"spec\":{\"terminationPolicy\":\"WipeOut\",\"backup\":{\"enabled\":true,\"repoName\":\"nowhere\"}}}");
        client().resources(io.cameleer.kubeblocks.Cluster.class)
                .inNamespace(clusters.namespace())
                .withName("orders")
                .delete();
        clusters.awaitCondition(
                "orders",
                "Degraded",
                "True",
                "spec.terminationPolicy: WipeOut removes backups, and their BackupRepo nowhere is not there; apply it, or set Delete",
                SOON);
        clusters.patch("orders", "{\"spec\":{\"terminationPolicy\":\"Delete\"}}");
        Waiting.until("it to go", SOON, () -> clusters.get("orders") == null);
    }

    @Test
    void aClaimThatGetsNoVolumeIsNamedWithItsClass() {
        var clusters = clusters();
        var definition = defined(clusters);
        clusters.apply(
                "lost",
                CLUSTER.formatted(definition, "Delete")
                        .replace("spec: {access", "spec: {storageClassName: nowhere, access"));
        clusters.awaitCondition(
                "lost",
                "Degraded",
                "True",
                "pod lost-data-0: Unschedulable: its claim data-lost-data-0 gets no volume: look whether StorageClass nowhere exists",
                SOON);
        clusters.delete("lost");
    }

    @Test
    void aSettledClusterCausesNoWrites() {
        var clusters = clusters();
        var definition = defined(clusters);
        clusters.apply("calm", CLUSTER.formatted(definition, "Delete"));
        clusters.await("calm", "Running", SOON);
        Waiting.until("nothing to be written any more", SOON, () -> writesOfAnotherLook(clusters)
                .isEmpty());
        assertThat(writesOfAnotherLook(clusters)).isEmpty();
        clusters.delete("calm");
    }

    private static List<String> writesOfAnotherLook(Kubeblocks clusters) {
        var writes = ApiWrites.from(cluster);
        var looks = operator.reconciliations();
        clusters.annotate("calm", "look", String.valueOf(looks));
        Waiting.until("another look", SOON, () -> operator.reconciliations() > looks);
        return writes.since().stream()
                .filter(write -> write.contains(clusters.namespace()))
                .toList();
    }
}
