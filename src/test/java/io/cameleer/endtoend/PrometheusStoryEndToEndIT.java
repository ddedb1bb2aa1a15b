package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The life of one PrometheusCluster in real pods, by the samples and commands of its pages. */
@ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
@BesideOthers
class PrometheusStoryEndToEndIT {
    private Stage stage;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        stage = Stage.get();
    }

    @Test
    void itIsProvisionedChangedBackedUpLostRestoredAndDeleted() throws IOException {
        var prometheuses = stage.prometheuses();
        stage.bucket("story");
        applySample("demo");
        prometheuses.await("demo", "Active");
        assertThat(kubectl("get", "promc", "demo")).containsPattern("demo +Active +2 +");
        var first = stage.pods().uid("demo-0");

        change("{additionalScrapeConfigs: {inline: '- {job_name: fast, scrape_interval: 1s,"
                + " static_configs: [{targets: [\"localhost:9090\"]}]}'}}");
        awaitAnswer("demo-0", "query?query=up%7Bjob=%22fast%22%7D", "\"value\"");
        awaitAnswer("demo-1", "query?query=up%7Bjob=%22fast%22%7D", "\"value\"");
        assertThat(stage.pods().uid("demo-0")).as("reloaded, not restarted").isEqualTo(first);

        var changed = Instant.now().toEpochMilli() / 1000.0;
        change("{image: 'prom/prometheus:v3.15.0'}");
        awaitAnswer("demo-0", "status/buildinfo", "3.15.0");
        prometheuses.await("demo", "Active");
        stage.pods().awaitSeries("demo-0");
        stage.pods().awaitSeries("demo-1");
        var oldest = "min_over_time(timestamp(up{job=\"fast\"})[1h:1s]) < " + changed;
        assertThat(answer("demo-0", "query?query=" + URLEncoder.encode(oldest, StandardCharsets.UTF_8)))
                .as("samples from before the upgrade")
                .contains("\"value\"");

        var until = Instant.now().toEpochMilli() / 1000.0;
        var backup = stage.backUp("demo", "alice");
        assertThat(backup.actor()).endsWith(":administrator (X-Operator: alice)");
        prometheuses.awaitEvent("demo", "BackupSucceeded: demo/");
        var before = stage.pods().samples(backup.pod(), until);
        assertThat(before).isNotEmpty();

        stage.deleteWithVolumes("demo");
        applySample("restore");
        prometheuses.awaitRestore("copy", "Succeeded");
        prometheuses.awaitCondition("copy", "Restored", "True", "every replica serves");
        assertThat(stage.pods().samples("copy-0", until)).isEqualTo(before);

        kubectl("delete", "prometheuscluster", "copy");
        Waiting.until(
                "the pods of copy to be gone", () -> stage.pods().of("copy").isEmpty());
        Waiting.until("the objects of copy to be gone", () -> kubectl(
                        "get", "statefulset,service,configmap,pdb", "-l", "app.kubernetes.io/instance=copy")
                .contains("No resources found"));
        assertThat(kubectl("get", "pvc", "data-copy-0")).as("the data stay").contains("Bound");
    }

    /** A sample as it stands, but for its bucket: that is also the one of the pages that other tests run. */
    private void applySample(String name) throws IOException {
        var manifest = Files.readString(Path.of("samples/prometheus/" + name + ".yaml"))
                .replace("bucket: tsdb-backups", "bucket: story");
        kubectl(
                "apply",
                "-f",
                Files.writeString(folder.resolve(name + ".yaml"), manifest).toString());
    }

    private void change(String spec) {
        kubectl("patch", "prometheuscluster", "demo", "--type=merge", "-p", "spec: " + spec);
    }

    private void awaitAnswer(String pod, String question, String words) {
        Waiting.until(pod + " to answer " + question + " with " + words, () -> answer(pod, question)
                .contains(words));
    }

    private String answer(String pod, String question) {
        return stage.cluster()
                .client()
                .raw("/api/v1/namespaces/" + stage.prometheuses().namespace() + "/pods/" + pod + ":9090/proxy/api/v1/"
                        + question);
    }

    private String kubectl(String... arguments) {
        var all = new ArrayList<>(List.of("--namespace", stage.prometheuses().namespace()));
        all.addAll(List.of(arguments));
        return stage.cluster().kubectl(all.toArray(String[]::new));
    }
}
