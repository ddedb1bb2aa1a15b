package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person changes in an owned object is set back within seconds; what others own is left alone. */
class DriftContractIT {
    private static TestCluster cluster;
    private static OperatorProcess operator;
    private static Prometheuses prometheuses;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "drift", false));
        operator = OperatorProcess.start(cluster, Map.of());
        prometheuses.apply("d", "{replicas: 2, additionalScrapeConfigs: {inline: '- {job_name: a}'}}");
        prometheuses.await("d", "Active");
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    /** Fault 9 of the existing implementation: drift of most of these was not noticed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "statefulset/d | {\"metadata\":{\"labels\":{\"app.kubernetes.io/name\":\"mine\"}}} | /metadata/labels/app.kubernetes.io~1name",
                "statefulset/d | {\"metadata\":{\"labels\":{\"app.kubernetes.io/managed-by\":\"me\"}}} | /metadata/labels/app.kubernetes.io~1managed-by",
                "statefulset/d | {\"spec\":{\"replicas\":3}} | /spec/replicas",
                "statefulset/d | {\"spec\":{\"updateStrategy\":{\"type\":\"OnDelete\",\"rollingUpdate\":null}}} | /spec/updateStrategy/type",
                "statefulset/d | {\"spec\":{\"persistentVolumeClaimRetentionPolicy\":{\"whenDeleted\":\"Delete\",\"whenScaled\":\"Retain\"}}} | /spec/persistentVolumeClaimRetentionPolicy/whenDeleted",
                "statefulset/d | {\"spec\":{\"template\":{\"spec\":{\"terminationGracePeriodSeconds\":1}}}} | /spec/template/spec/terminationGracePeriodSeconds",
                "statefulset/d | {\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"prometheus\",\"image\":\"evil\"}]}}}} | /spec/template/spec/containers/0/image",
                "statefulset/d | {\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"prometheus\",\"args\":[\"--help\"]}]}}}} | /spec/template/spec/containers/0/args",
                "statefulset/d | {\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"app.kubernetes.io/name\":\"prometheus\"}},\"spec\":{\"securityContext\":{\"runAsUser\":0}}}}} | /spec/template/spec/securityContext/runAsUser",
                "service/d | {\"spec\":{\"selector\":{\"app.kubernetes.io/instance\":\"other\"}}} | /spec/selector",
                "service/d | {\"spec\":{\"ports\":[{\"port\":9090,\"name\":\"web\"}]}} | /spec/ports/0/name",
                "configmap/d-config | {\"data\":{\"prometheus.yml\":\"global: {}\"}} | /data/prometheus.yml",
                "configmap/d-config | {\"data\":{\"additional-scrape-configs.yml\":null}} | /data/additional-scrape-configs.yml",
                "poddisruptionbudget/d | {\"spec\":{\"maxUnavailable\":2}} | /spec/maxUnavailable",
                "statefulset/d | {\"metadata\":{\"ownerReferences\":null}} | /metadata/ownerReferences/0/kind"
            })
    void fault9WhatAPersonChangesIsSetBack(String object, String patch, String path) throws IOException {
        var before = get(object).at(path);
        patch(object, patch);
        Waiting.until(
                path + " to be set back to " + before,
                () -> get(object).at(path).equals(before));
        prometheuses.await("d", "Active");
    }

    @ParameterizedTest
    @CsvSource({"statefulset/d", "service/d", "configmap/d-config", "poddisruptionbudget/d"})
    void aDeletedObjectIsMadeAgain(String object) throws IOException {
        var uid = get(object).at("/metadata/uid").asText();
        cluster.kubectl("delete", "--namespace", prometheuses.namespace(), object, "--cascade=orphan", "--wait=false");
        Waiting.until(
                object + " to be made again",
                () -> !uid.equals(get(object).at("/metadata/uid").asText()));
        prometheuses.await("d", "Active");
    }

    @Test
    void whatOthersOwnIsLeftAlone() throws IOException {
        for (var patch : new String[] {
            "{\"metadata\":{\"annotations\":{\"team\":\"observability\"},\"labels\":{\"cost\":\"42\"}}}",
            "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"sidecar.istio.io/inject\":\"true\"}}}}}",
            "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"proxy\",\"image\":\"proxy:1\"}],\"tolerations\":[{\"key\":\"disk\",\"operator\":\"Exists\"}]}}}}"
        }) {
            patch("statefulset/d", patch);
        }
        var version = get("statefulset/d").at("/metadata/generation").asLong();
        // A change that is ours makes the operator look and write.
        cluster.kubectl("scale", "--namespace", prometheuses.namespace(), "statefulset/d", "--replicas=1");
        Waiting.until(
                "the scale to be set back",
                () -> get("statefulset/d").at("/spec/replicas").asInt() == 2);
        var set = get("statefulset/d");
        assertThat(set.at("/metadata/generation").asLong()).isEqualTo(version + 2);
        assertThat(set.at("/metadata/annotations/team").asText()).isEqualTo("observability");
        assertThat(set.at("/metadata/labels/cost").asText()).isEqualTo("42");
        assertThat(set.at("/spec/template/metadata/annotations/sidecar.istio.io~1inject")
                        .asText())
                .isEqualTo("true");
        assertThat(set.at("/spec/template/spec/tolerations/0/key").asText()).isEqualTo("disk");
        assertThat(set.at("/spec/template/spec/containers").toString()).contains("\"proxy\"");
        patch(
                "statefulset/d",
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"proxy\",\"$patch\":\"delete\"}],\"tolerations\":null}}}}");
        prometheuses.await("d", "Active");
    }

    private static void patch(String object, String patch) {
        cluster.kubectl("patch", "--namespace", prometheuses.namespace(), object, "--type=strategic", "--patch", patch);
    }

    private static JsonNode get(String object) throws IOException {
        return new ObjectMapper()
                .readTree(cluster.kubectl("get", "--namespace", prometheuses.namespace(), object, "-o", "json"));
    }
}
