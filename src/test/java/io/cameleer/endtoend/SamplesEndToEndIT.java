package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.SampleReceiver;
import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Where samples come from and go to: scrape configurations, remote write, Thanos; all with the real programs. */
@Tag("full")
@BesideOthers
@ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
class SamplesEndToEndIT extends OnStage {
    /** Fault 3 of the existing implementation: Secrets of remote-write endpoints were named and never mounted. */
    @Test
    void fault3SamplesReachReceiversThatAskForAPasswordOrAToken() throws IOException {
        try (var receiver = new SampleReceiver(Project.work("receiver"))) {
            stage.secret("login", Map.of("username", "writer", "password", SampleReceiver.PASSWORD));
            stage.secret("pass", Map.of("token", SampleReceiver.TOKEN));
            prometheuses.apply("writer", """
                    {%s, remoteWrite: [{url: '%2$s', name: by-password, basicAuthSecretRef: {name: login}},
                                       {url: '%2$s', name: by-token, bearerTokenSecretRef: {name: pass}}]}
                    """.formatted(Stage.FAST, receiver.url()));
            prometheuses.await("writer", "Active");
            Waiting.until(
                    "samples by both ways",
                    () -> receiver.requestsOf("basic") > 0
                            && receiver.requestsOf("bearer") > 0
                            && receiver.query("up{job=\"fast\"}").contains("\"value\""));
            assertThat(receiver.refused()).isZero();

            stage.secret("pass", Map.of("token", "expired"));
            Waiting.until("a changed Secret to be used without a restart", () -> receiver.refused() > 0);
            prometheuses.delete("writer");
        }
    }

    @Test
    void blocksArriveInTheBucketOfThanosWithTheLabelsOfTheirReplica() throws IOException {
        var store = ObjectStore.forPods(Project.work("thanos"));
        try (store;
                var s3 = store.client()) {
            s3.createBucket(request -> request.bucket("blocks"));
            stage.secret("objstore", Map.of("objstore.yml", """
                    type: S3
                    config: {bucket: blocks, endpoint: '%s', access_key: %s, secret_key: %s, insecure: true}
                    """.formatted(
                            store.endpoint().replace("http://", ""), ObjectStore.ACCESS_KEY, ObjectStore.SECRET_KEY)));
            prometheuses.apply("blocks", """
                    {%s, backup: {enabled: true, bucket: none},
                     thanos: {enabled: true, objectStorageConfigSecretRef: {name: objstore}}}
                    """.formatted(Stage.FAST));
            prometheuses.await("blocks", "Active");
            stage.pods().finishBlock("blocks-0");

            Waiting.until(
                    "a block in the bucket",
                    () -> s3.listObjectsV2(request -> request.bucket("blocks")).contents().stream()
                            .anyMatch(object -> object.key().endsWith("/meta.json")));
            var meta = s3.listObjectsV2(request -> request.bucket("blocks")).contents().stream()
                    .filter(object -> object.key().endsWith("/meta.json"))
                    .findFirst()
                    .orElseThrow()
                    .key();
            var labels = new ObjectMapper()
                    .readTree(s3.getObject(request -> request.bucket("blocks").key(meta)))
                    .at("/thanos/labels");
            assertThat(labels.path("cluster").asText()).isEqualTo("blocks");
            assertThat(labels.path("replica").asText()).isEqualTo("blocks-0");
            prometheuses.delete("blocks");
        }
    }

    @Test
    void whatPrometheusWouldRefuseNeverReachesAPodAndTheRunningConfigurationStays() {
        stage.secret(
                "jobs",
                Map.of(
                        "jobs.yml",
                        "- {job_name: extra, scrape_interval: 1s, static_configs: [{targets: ['localhost:9090']}]}"));
        prometheuses.apply("scraping", "{additionalScrapeConfigs: {secretRef: {name: jobs, key: jobs.yml}}}");
        prometheuses.await("scraping", "Active");
        awaitSeries("scraping-0", "up{job=\"extra\"}");
        var uid = stage.pods().uid("scraping-0");

        stage.secret("jobs", Map.of("jobs.yml", "- {job_name: extra, scrape_intervall: hush-1}"));
        prometheuses.annotate("scraping", "look", "1");
        prometheuses.awaitCondition(
                "scraping", "Degraded", "True", "secretRef[0].…: is no field of a scrape configuration");

        // Every rule that all versions share holds; only the pod's own Prometheus knows that no file ends with .txt.
        stage.secret(
                "jobs", Map.of("jobs.yml", "- {job_name: extra, file_sd_configs: [{files: ['/hush-2/targets.txt']}]}"));
        prometheuses.annotate("scraping", "look", "2");
        prometheuses.awaitCondition(
                "scraping",
                "Degraded",
                "True",
                "spec.additionalScrapeConfigs.secretRef: Prometheus itself refuses the configuration");
        assertThat(series("scraping-0", "prometheus_config_last_reload_successful"))
                .contains("\"1\"");

        stage.secret(
                "jobs",
                Map.of(
                        "jobs.yml",
                        "- {job_name: mended, scrape_interval: 1s, static_configs: [{targets: ['localhost:9090']}]}"));
        prometheuses.annotate("scraping", "look", "3");
        prometheuses.await("scraping", "Active");
        awaitSeries("scraping-0", "up{job=\"mended\"}");
        assertThat(stage.pods().uid("scraping-0")).as("no pod was restarted").isEqualTo(uid);
        assertThat(stage.operatorLog()).doesNotContain("hush-");
        assertThat(prometheuses.events("scraping").toString()).doesNotContain("hush-");

        prometheuses.apply("scraping", "{additionalScrapeConfigs: {inline: '- {job_name: plain}'}}");
        Waiting.until(
                "the copy for pods to be deleted",
                () -> stage.cluster()
                                .client()
                                .secrets()
                                .inNamespace(prometheuses.namespace())
                                .withName("scraping-scrape-configs")
                                .get()
                        == null);
        prometheuses.delete("scraping");
    }

    private void awaitSeries(String pod, String query) {
        Waiting.until(query + " in " + pod, () -> series(pod, query).contains("\"value\""));
    }

    private String series(String pod, String query) {
        return stage.pods().query(pod, query);
    }
}
