package io.cameleer.kubeblocks.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.ClusterDefinition;
import io.cameleer.kubeblocks.ClusterVersion;
import io.cameleer.kubeblocks.objects.PodPlan;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlueprintTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private static final String DEFINITION = """
            apiVersion: apps.kubeblocks.io/v1alpha1
            kind: ClusterDefinition
            metadata: {name: db}
            spec:
              connectionCredential:
                username: root
                password: $(RANDOM_PASSWD)
                endpoint: $(SVC_FQDN):$(SVC_PORT_sql)
                other: $(SVC_PORT_tcp-db)
                peers: $(HEADLESS_SVC_FQDN)
              componentDefs:
              - name: front
                workloadType: Stateless
                service: {ports: [{name: sql, port: 3306, targetPort: sql}]}
                componentDefRef:
                - componentDefName: store
                  failurePolicy: Fail
                  componentRefEnv:
                  - {name: STORE, valueFrom: {type: ServiceRef}}
                  - {name: PEERS, valueFrom: {type: HeadlessServiceRef}}
                  - {name: NAMED, valueFrom: {type: HeadlessServiceRef, format: "$POD_NAME=http://$POD_FQDN:2380", joinWith: ";"}}
                  - {name: COUNT, valueFrom: {type: FieldRef, fieldPath: $.replicas}}
                  - {name: PORT, valueFrom: {type: FieldRef, fieldPath: "{.componentDef.service.ports[?(@.name=='kv')].port}"}}
                - componentDefName: cache
                  componentRefEnv: [{name: CACHE, valueFrom: {type: ServiceRef}}]
                podSpec:
                  serviceAccountName: $(KB_CLUSTER_NAME)-reader
                  containers:
                  - name: front
                    args: [--store, "$(STORE)", --on, "$(KB_POD_IP)"]
                    command: [sh, -c, "exec front $(hostname)"]
                    env:
                    - {name: PASSWORD, valueFrom: {secretKeyRef: {name: $(CONN_CREDENTIAL_SECRET_NAME), key: password}}}
                    - {name: MODE, value: slow}
              - name: store
                workloadType: Consensus
                service: {ports: [{name: kv, port: 2379}]}
                probes: {roleProbe: {periodSeconds: 1}}
                consensusSpec: {leader: {name: leader}, updateStrategy: Serial}
                podSpec:
                  containers: [{name: store, image: "store:1"}]
              - name: cache
                workloadType: Stateless
                podSpec: {containers: [{name: cache, image: "cache:1"}]}
            """;

    private static final String VERSION = """
            apiVersion: apps.kubeblocks.io/v1alpha1
            kind: ClusterVersion
            metadata: {name: db-2}
            spec:
              clusterDefinitionRef: db
              componentVersions:
              - componentDefRef: front
                versionsContext: {containers: [{name: front, image: "front:2", env: [{name: MODE, value: fast}]}]}
            """;

    private static final String CLUSTER = """
            apiVersion: apps.kubeblocks.io/v1alpha1
            kind: Cluster
            metadata: {name: shop, namespace: n, uid: 00000000-0000-0000-0000-0000abcdefgh}
            spec:
              clusterDefinitionRef: db
              clusterVersionRef: db-2
              terminationPolicy: Delete
              componentSpecs:
              - {name: front, componentDefRef: front, replicas: 2}
              - {name: kv, componentDefRef: store, replicas: 3}
            """;

    private static ClusterDefinition definition(String text) {
        return YAML.unmarshal(text, ClusterDefinition.class);
    }

    private static Blueprint blueprint() {
        return Blueprint.of(
                YAML.unmarshal(CLUSTER, Cluster.class),
                definition(DEFINITION),
                Optional.of(YAML.unmarshal(VERSION, ClusterVersion.class)));
    }

    @Test
    void aComponentIsToldOfThoseThatItRefersTo() {
        var blueprint = blueprint();
        assertThat(References.of(blueprint.component("front").orElseThrow(), blueprint))
                .containsEntry("STORE", "shop-kv")
                .containsEntry(
                        "PEERS",
                        "shop-kv-0.shop-kv-headless.n.svc,shop-kv-1.shop-kv-headless.n.svc,shop-kv-2.shop-kv-headless.n.svc")
                .hasEntrySatisfying("NAMED", text -> assertThat(text)
                        .startsWith("shop-kv-0=http://shop-kv-0.shop-kv-headless.n.svc:2380;shop-kv-1="))
                .containsEntry("COUNT", "3")
                .hasEntrySatisfying("PORT", text -> assertThat(text).contains("2379"))
                .doesNotContainKey("CACHE");
    }

    @Test
    void podsHaveTheVersionsImagesAndValuesInThePlaceOfPlaceholders() {
        var blueprint = blueprint();
        var pods = PodPlan.of(blueprint.component("front").orElseThrow(), blueprint)
                .spec()
                .orElseThrow();
        var container = pods.getContainers().getFirst();
        assertThat(pods.getServiceAccountName()).isEqualTo("shop-reader");
        assertThat(container.getImage()).isEqualTo("front:2");
        assertThat(container.getArgs()).as("Kubernetes puts these in").contains("$(STORE)", "$(KB_POD_IP)");
        assertThat(container.getCommand()).as("a shell's").contains("exec front $(hostname)");
        assertThat(container.getEnv()).extracting(EnvVar::getName).containsExactly("PASSWORD", "MODE");
        assertThat(container.getEnv().getLast().getValue()).isEqualTo("fast");
        assertThat(container
                        .getEnv()
                        .getFirst()
                        .getValueFrom()
                        .getSecretKeyRef()
                        .getName())
                .isEqualTo("shop-conn-credential");
    }

    @Test
    void credentialsAreMadeOfTheFirstComponent() {
        var entries = Credentials.of(blueprint(), new SecureRandom());
        assertThat(entries)
                .containsEntry("username", "root")
                .containsEntry("endpoint", "shop-front.n.svc:3306")
                .containsEntry("peers", "shop-front-headless.n.svc")
                .as("a port that there is not stays as it is written")
                .containsEntry("other", "$(SVC_PORT_tcp-db)");
        assertThat(entries.get("password")).hasSize(16).doesNotContain("$");
        assertThat(Credentials.of(blueprint(), new SecureRandom()).get("password"))
                .isNotEqualTo(entries.get("password"));
    }

    @Test
    void oneStartsAfterThoseThatItRefersTo() {
        var blueprint = blueprint();
        assertThat(StartOrder.before(blueprint.component("front").orElseThrow(), blueprint))
                .extracting(Component::name)
                .containsExactly("kv");
        assertThat(StartOrder.before(blueprint.component("kv").orElseThrow(), blueprint))
                .isEmpty();
        assertThat(StartOrder.cycle(blueprint.definition().getSpec())).isEmpty();
    }

    @Test
    void whatHasNoEffectIsNamed() {
        assertThat(DefinitionRules.withoutEffect(definition(DEFINITION).getSpec()))
                .containsExactly("spec.componentDefs[store].probes", "spec.componentDefs[store].consensusSpec.leader");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "workloadType: Stateless\\n    podSpec: {containers: [{name: cache | name: front\\n    workloadType: Stateless\\n    podSpec: {containers: [{name: cache | spec.componentDefs: component front is defined twice",
                "- componentDefName: store | - componentDefName: shop | there is no component shop; name one of cache, front, store",
                "probes: {roleProbe: {periodSeconds: 1}} | componentDefRef: [{componentDefName: front}] | components refer to each other in a circle: front -> store -> front",
                "password: $(RANDOM_PASSWD) | password: $(RANDOM_PASSWORD) | spec.connectionCredential.password: the placeholder $(RANDOM_PASSWORD) stands for nothing",
                "fieldPath: $.replicas | fieldPath: '' | .valueFrom.fieldPath: is missing",
                "fieldPath: $.replicas | fieldPath: '$.[' | .valueFrom.fieldPath: is no JSONPath",
                "containers: [{name: store, image: \"store:1\"}] | containers: [] | spec.componentDefs[store].podSpec.containers: there is none",
            })
    void aDefinitionThatCannotBeUsedIsRefused(String before, String after, String message) {
        var text = DEFINITION.replace(before.replace("\\n  ", "\n  "), after.replace("\\n  ", "\n  "));
        if (after.startsWith("name: front")) {
            text = DEFINITION.replace("- name: cache\n", "- name: front\n");
        }
        assertThat(text).isNotEqualTo(DEFINITION);
        assertThat(Violation.told(DefinitionRules.violations(definition(text).getSpec())))
                .contains(message);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "componentDefRef: store | componentDefRef: queue | spec.componentSpecs[kv].componentDefRef: ClusterDefinition db has no component queue; name one of front, store, cache",
                "componentDefRef: store | componentDefRef: cache | component front needs one of store, and there is none; add one with componentDefRef store",
                "name: shop | name: a-name-that-is-much-too-long-for-a-statefulset-with-pods | metadata.name: is too long by",
                "clusterVersionRef: db-2 | clusterVersionRef: '' | containers[front].image): neither the definition nor the version names one",
                "componentDefRef: front, replicas: 2 | componentDefRef: front, volumeClaimTemplates: [{name: data}] | spec.componentSpecs[front].volumeClaimTemplates: component front is Stateless",
            })
    void aClusterThatCannotBePutTogetherIsRefused(String before, String after, String message) {
        var cluster = YAML.unmarshal(CLUSTER.replace(before, after), Cluster.class);
        var version = cluster.getSpec().clusterVersionRef().isEmpty()
                ? Optional.<ClusterVersion>empty()
                : Optional.of(YAML.unmarshal(VERSION, ClusterVersion.class));
        assertThat(Violation.told(ClusterRules.violations(cluster, Optional.of(definition(DEFINITION)), version)))
                .contains(message);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "$(KB_CLUSTER_NAME)-reader | $(KB_CLUSTER)-reader | podSpec.serviceAccountName",
                "\"$(STORE)\" | \"$(STORAGE)\" | podSpec.containers[front].args",
                "name: $(CONN_CREDENTIAL_SECRET_NAME) | name: $(CONN_SECRET) | podSpec.containers[front].env",
            })
    void aPlaceholderThatStandsForNothingIsRefused(String before, String after, String place) {
        var found = ClusterRules.violations(
                YAML.unmarshal(CLUSTER, Cluster.class),
                Optional.of(definition(DEFINITION.replace(before, after))),
                Optional.of(YAML.unmarshal(VERSION, ClusterVersion.class)));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().toString()).contains(place, "stands for nothing");
    }

    @Test
    void whatIsMissingIsNamed() {
        var cluster = YAML.unmarshal(CLUSTER, Cluster.class);
        assertThat(ClusterRules.violations(cluster, Optional.empty(), Optional.empty()))
                .extracting(Violation::toString)
                .isEqualTo(List.of(
                        "spec.clusterVersionRef: there is no ClusterVersion db-2; apply it, or correct the name",
                        "spec.clusterDefinitionRef: there is no ClusterDefinition db; apply it, or correct the name"));
        var other = YAML.unmarshal(VERSION.replace("Ref: db", "Ref: another"), ClusterVersion.class);
        assertThat(Violation.told(
                        ClusterRules.violations(cluster, Optional.of(definition(DEFINITION)), Optional.of(other))))
                .contains("ClusterVersion db-2 is one of ClusterDefinition another");
    }
}
