package io.cameleer.bench;

import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.TestCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long the admission webhook takes, over TLS and one connection, as the API server keeps it. */
final class AdmissionBench {
    private static final int WARM_UP = 500;
    private static final int MEASURED = 3000;
    private static final String REVIEW = """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "u", "kind": {"kind": "PrometheusCluster"},
             "object": {"metadata": {"name": "x", "namespace": "default"}, "spec": {"replicas": 2, "retention": "15d",
              "backup": {"enabled": true, "bucket": "b", "schedule": "0 */6 * * *", "timeZone": "Europe/Berlin"},
              "remoteWrite": [{"url": "http://receiver/api/v1/write", "name": "one"}],
              "additionalScrapeConfigs": {"inline": "- {job_name: a, static_configs: [{targets: ['h:1']}], relabel_configs: [{source_labels: [x], regex: '(a|b).*', action: keep}]}"}}}}}
            """;

    private AdmissionBench() {}

    static Map<String, Object> run() {
        var figures = new LinkedHashMap<String, Object>();
        try (var cluster = TestCluster.start(TestCluster.Extent.CONTROL_PLANE).withDefinitions();
                var operator = OperatorProcess.start(
                        cluster, Map.of("CAMELEER_TLS_MODE", "managed", "CAMELEER_TLS_HOSTS", "127.0.0.1"));
                var client = operator.tlsClient()) {
            var took = new ArrayList<Double>();
            for (var i = 0; i < WARM_UP + MEASURED; i++) {
                var begin = System.nanoTime();
                var answer = operator.requestOverTls(client, "POST", "/admission/validate/anyone", REVIEW);
                if (i >= WARM_UP) {
                    took.add((System.nanoTime() - begin) / 1e6);
                }
                if (!answer.body().contains("\"allowed\":true")) {
                    throw new IllegalStateException(answer.body());
                }
            }
            took.sort(Double::compare);
            figures.put("admission: milliseconds, median", Bench.rounded(took.get(MEASURED / 2)));
            figures.put("admission: milliseconds, 99th percentile", Bench.rounded(took.get(MEASURED * 99 / 100)));
        }
        return figures;
    }
}
