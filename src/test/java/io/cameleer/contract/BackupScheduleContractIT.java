package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.backup.BackupStatus;
import io.cameleer.cluster.ApiWrites;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Processes;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of a time of the schedule, and of a request, that cannot be served when it comes. */
class BackupScheduleContractIT {
    private static TestCluster cluster;
    private static ObjectStore store;
    private static OperatorProcess operator;
    private static Prometheuses prometheuses;

    @BeforeAll
    static void start() throws IOException {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        store = new ObjectStore(Project.work("schedule-store"));
        prometheuses = new Prometheuses(cluster, SharedCluster.namespace(cluster, "schedule", false));
        var settings = new HashMap<>(store.settings());
        settings.put("CAMELEER_NAMESPACES", prometheuses.namespace());
        settings.put("CAMELEER_CLOCK_SHIFT", "P400D"); // in which @yearly comes once
        settings.put("CAMELEER_BACKUP_CLOCK", "0/1 * * * * ?");
        settings.put("CAMELEER_BACKUP_JITTER", "0");
        settings.put("CAMELEER_BACKUP_RETRIES", "1");
        settings.put("CAMELEER_BACKUP_RETRY_DELAY", "4000");
        settings.put("CAMELEER_BACKUP_PATIENCE", "1");
        settings.put("CAMELEER_RESTORE_RETRIES", "0");
        settings.put("CAMELEER_BACKUP_PAUSE", "1");
        operator = OperatorProcess.start(cluster, settings);
    }

    @AfterAll
    static void stop() {
        operator.close();
        store.close();
    }

    @Test
    void aTimeThatFailsIsTriedAgainAndARequestInBetweenIsServedOnce() {
        prometheuses.apply("failing", "{backup: {enabled: true, bucket: nowhere, schedule: '@yearly'}}");
        var first = awaitFailures("failing", 1);
        assertThat(first.trigger()).isEqualTo("schedule");
        prometheuses.awaitCondition("failing", "BackupSucceeded", "False", "(failures in a row: ");

        prometheuses.annotate("failing", "cameleer.io/backup-requested", "once alice");
        prometheuses.awaitEvent("failing", "(request)");
        var later = awaitFailures("failing", 3);
        assertThat(later.time()).isEqualTo(first.time());
        assertThat(Duration.between(Instant.parse(later.completionTime()), Instant.parse(later.retryTime())))
                .as("the pause after the third failure, which is of 4 s; both are in whole seconds")
                .isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(later.request()).as("what was served stays on record").isEqualTo("once alice");
        assertThat(prometheuses.get("failing").getStatus().lastScheduleTime()).isEqualTo(first.time());
        assertThat(prometheuses.events("failing").stream()
                        .filter(event -> event.startsWith("BackupStarted: ") && event.endsWith("(request).")))
                .as("the begins of what alice asked for")
                .hasSize(1);
    }

    private static BackupStatus awaitFailures(String name, int number) {
        var failed = new AtomicReference<BackupStatus>();
        Waiting.until(name + " to have failed " + number + " times at the schedule's time", () -> {
            failed.set(prometheuses.get(name).getStatus().backup());
            return "schedule".equals(failed.get().trigger())
                    && "Failed".equals(failed.get().state())
                    && failed.get().failures() >= number;
        });
        return failed.get();
    }

    @Test
    void whatFindsNoPodWaitsAndWhatLosesItsPodFails() {
        try (var s3 = store.client()) {
            s3.createBucket(request -> request.bucket("present"));
        }
        prometheuses.apply("leaving", "{backup: {enabled: true, bucket: present}}");
        prometheuses.await("leaving", "Active");
        holdLeaving("leaving-0");
        prometheuses.annotate("leaving", "cameleer.io/backup-requested", "first alice");
        prometheuses.awaitBackup("leaving", "Waiting");
        assertThat(prometheuses.get("leaving").getStatus().readyReplicas())
                .as("what the status says of the pod that leaves")
                .isEqualTo(1);
        letGo("leaving-0");
        Waiting.until("a pod to be chosen", () -> operator.log().contains("/leaving is taken from pod leaving-0"));

        prometheuses.apply("losing", "{backup: {enabled: true, bucket: present}}");
        prometheuses.await("losing", "Active");
        prometheuses.annotate("losing", "cameleer.io/backup-requested", "once alice");
        Waiting.until("its pod to be chosen", () -> operator.log().contains("/losing is taken from pod losing-0"));
        holdLeaving("losing-0"); // which asks it for ten seconds, and waits for four before it tries again
        assertThat(prometheuses
                        .awaitBackup("losing", "Failed")
                        .getStatus()
                        .backup()
                        .message())
                .contains("no pod of " + prometheuses.namespace() + "/losing is ready");
        letGo("losing-0");
    }

    /** Has a pod be deleted and stay, which Kubernetes counts among the ready ones. */
    private static void holdLeaving(String name) {
        finalizers(name, "[\"cameleer.io/held\"]");
        cluster.client()
                .pods()
                .inNamespace(prometheuses.namespace())
                .withName(name)
                .delete();
    }

    private static void letGo(String name) {
        finalizers(name, "null");
    }

    private static void finalizers(String name, String value) {
        cluster.client()
                .pods()
                .inNamespace(prometheuses.namespace())
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"finalizers\": " + value + "}}");
    }

    @Test
    void whatWaitsCausesNoWritesAndGoesWithItsRequest() {
        prometheuses.apply(
                "pending",
                "{storage: {size: 1Gi, storageClassName: missing}, backup: {enabled: true, bucket: absent}}");
        prometheuses.await("pending", "Failed"); // as its pod has no volume
        prometheuses.annotate("pending", "cameleer.io/backup-requested", "once alice");
        prometheuses.awaitBackup("pending", "Waiting");
        prometheuses.awaitCondition("pending", "BackupSucceeded", "False", "/pending is ready"); // the last write
        var writes = ApiWrites.from(cluster);
        prometheuses.apply("beside", "{backup: {enabled: true, bucket: absent, schedule: '@yearly'}}");
        awaitFailures("beside", 2); // which takes a dozen of the operator's looks
        assertThat(writes.since()).noneMatch(write -> write.endsWith("/pending"));

        prometheuses.annotate("pending", "cameleer.io/backup-requested", null);
        assertThat(prometheuses
                        .awaitBackup("pending", "Cancelled")
                        .getStatus()
                        .backup()
                        .message())
                .isEqualTo("no pod was ready while it was asked for");
        Waiting.until("the condition to go", () -> prometheuses
                .condition("pending", "BackupSucceeded")
                .getStatus()
                .isEmpty());
    }

    @Test
    void whatIsAskedForWhileNoPodIsReadyWaitsAndTheCommandSaysSo() throws IOException {
        prometheuses.apply(
                "starting", "{restoreFrom: {bucket: lost, cluster: other}, backup: {enabled: true, bucket: absent}}");
        prometheuses.await("starting", "Failed"); // what it is to start with is not there, so it has no pod
        try (var command = Processes.start(
                "tsdb-ctl",
                Project.workFile("backup", ".log"),
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                List.of(
                        Project.directory().resolve("bin/tsdb-ctl").toString(),
                        "backup",
                        "starting",
                        "--kubeconfig",
                        cluster.kubeconfig().toString(),
                        "-n",
                        prometheuses.namespace()))) {
            var words = "no pod of " + prometheuses.namespace() + "/starting is ready";
            Waiting.until(
                    "tsdb-ctl to say what it waits for", () -> command.tail(10).contains("backup: waiting: " + words));
            prometheuses.awaitCondition("starting", "BackupSucceeded", "False", words);
            prometheuses.awaitEvent("starting", "BackupWaiting: ");
            assertThat(command.alive()).isTrue();

            prometheuses.apply("starting", "{backup: {enabled: true, bucket: absent}}");
            Waiting.until("tsdb-ctl to end", () -> !command.alive());
            assertThat(command.tail(10)).contains("tsdb-ctl: spec.backup.bucket: there is no bucket absent");
        }
        assertThat(prometheuses.events("starting")).noneMatch(event -> event.startsWith("BackupFailed: no pod"));
    }
}
