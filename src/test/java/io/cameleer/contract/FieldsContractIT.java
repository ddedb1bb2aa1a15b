package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every field of the spec, and its default, in the objects that it is for. */
class FieldsContractIT {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static TestCluster cluster;
    private static OperatorProcess operator;
    private static Prometheuses prometheuses;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "fields", false));
        operator = OperatorProcess.start(cluster, Map.of());
        for (var secret : new String[] {
            "login --from-literal=username=u --from-literal=password=p",
            "pass --from-literal=token=t",
            "objstore --from-literal=objstore.yml=type:S3",
            "jobs --from-literal=jobs.yml=[]"
        }) {
            var arguments = ("create secret generic --namespace " + prometheuses.namespace() + " " + secret).split(" ");
            cluster.kubectl(arguments);
        }
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                       | statefulset | \"replicas\":1",
                "{replicas: 3}            | statefulset | \"replicas\":3",
                "{}                       | statefulset | \"image\":\"prom/prometheus:v2.55.1\"",
                "{image: 'prom/prometheus:v3.15.0'} | statefulset | \"image\":\"prom/prometheus:v3.15.0\"",
                "{}                       | statefulset | --storage.tsdb.retention.time=15d",
                "{retention: 90m}         | statefulset | --storage.tsdb.retention.time=90m",
                "{}                       | statefulset | \"requests\":{\"storage\":\"20Gi\"}",
                "{storage: {size: 7Gi}}   | statefulset | \"requests\":{\"storage\":\"7Gi\"}",
                "{storage: {storageClassName: fixed-size}} | statefulset | \"storageClassName\":\"fixed-size\"",
                "{storage: {volumeDeletionPolicy: Delete}} | statefulset | \"whenDeleted\":\"Delete\"",
                "{}                       | statefulset | \"whenDeleted\":\"Retain\"",
                "{resources: {requests: {memory: 96Mi}, limits: {memory: 128Mi}}} | statefulset | \"resources\":{\"limits\":{\"memory\":\"128Mi\"},\"requests\":{\"memory\":\"96Mi\"}}",
                "{backup: {enabled: true, bucket: b}} | statefulset | --web.enable-admin-api",
                "{remoteWrite: [{url: 'http://receiver/w', name: first}]} | configmap | - url: \\\"http://receiver/w\\\"\\n  name: \\\"first\\\"",
                "{remoteWrite: [{url: 'http://receiver/w', basicAuthSecretRef: {name: login}}]} | configmap | username_file: \\\"/etc/prometheus-secrets/remote-write-0/username\\\"",
                "{remoteWrite: [{url: 'http://receiver/w', basicAuthSecretRef: {name: login}}]} | statefulset | \"secret\":{\"defaultMode\":420,\"secretName\":\"login\"}",
                "{remoteWrite: [{url: 'http://receiver/w', bearerTokenSecretRef: {name: pass}}]} | configmap | credentials_file: \\\"/etc/prometheus-secrets/remote-write-0/token\\\"",
                "{remoteWrite: [{url: 'http://receiver/w', bearerTokenSecretRef: {name: pass}}]} | statefulset | \"secretName\":\"pass\"",
                "{thanos: {enabled: true}} | statefulset | \"image\":\"quay.io/thanos/thanos:v0.37.2\"",
                "{thanos: {enabled: true, image: 'thanos:1'}} | statefulset | \"image\":\"thanos:1\"",
                "{thanos: {enabled: true}} | statefulset | --storage.tsdb.min-block-duration=2h\",\"--storage.tsdb.max-block-duration=2h\",\"--enable-feature=expand-external-labels",
                "{thanos: {enabled: true}} | statefulset | \"sidecar\",\"--tsdb.path=/prometheus\",\"--prometheus.url=http://localhost:9090\",\"--http-address=0.0.0.0:10902\",\"--grpc-address=0.0.0.0:10901\"]",
                "{thanos: {enabled: true}} | configmap | replica: \\\"${POD_NAME}\\\"",
                "{thanos: {enabled: true}} | service | \"name\":\"grpc\",\"port\":10901",
                "{thanos: {enabled: true, objectStorageConfigSecretRef: {name: objstore}}} | statefulset | --objstore.config-file=/etc/thanos/objstore/objstore.yml",
                "{thanos: {enabled: true, objectStorageConfigSecretRef: {name: objstore}}} | statefulset | \"secretName\":\"objstore\"",
                "{additionalScrapeConfigs: {inline: '- job_name: more'}} | configmap | \"additional-scrape-configs.yml\":\"scrape_configs:\\n- job_name: \\\"more\\\"\\n\"",
                "{additionalScrapeConfigs: {secretRef: {name: jobs, key: jobs.yml}}} | configmap | scrape_config_files:\\n- \\\"/etc/prometheus-secrets/scrape-configs/additional-scrape-configs.yml\\\"",
                "{additionalScrapeConfigs: {secretRef: {name: jobs, key: jobs.yml}}} | statefulset | \"secretName\":\"OWN-scrape-configs\"",
                "{additionalScrapeConfigs: {secretRef: {name: jobs, key: jobs.yml}}} | statefulset | \"--volume-dir=/etc/prometheus-secrets/scrape-configs\""
            })
    void aFieldIsFoundInItsObject(String spec, String kind, String text) {
        var name = "f" + NUMBER.incrementAndGet();
        prometheuses.apply(name, spec);
        var object = kind + "/" + (kind.equals("configmap") ? name + "-config" : name);
        Waiting.until(object + " with " + text, () -> {
            var json = new ObjectMapper()
                    .readTree(cluster.kubectl("get", "--namespace", prometheuses.namespace(), object, "-o", "json"))
                    .toString();
            if (!json.contains(text.strip().replace("OWN", name))) {
                throw new IllegalStateException(json);
            }
            return true;
        });
        prometheuses.delete(name);
        assertThat(prometheuses.get(name)).isNull();
    }
}
