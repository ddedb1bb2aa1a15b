package io.cameleer.endtoend;

import io.cameleer.backup.PodShell;
import io.cameleer.cluster.Greenplums;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What a test of Greenplum has of its own, beside the {@link Stage} of all: a namespace and a client in it. */
final class GreenplumStage {
    /** The pods' image, under the name that the operator's settings have. */
    static final String IMAGE = "greenplum-for-kubernetes:v2.3.0";

    /** What a class of tests of Greenplum locks: each has a dozen pods, and two at once are more than two cores bear. */
    static final String MACHINE = "greenplum";

    private static final String CLIENT = "client";

    private final TestCluster cluster = Stage.get().cluster();
    private final Greenplums greenplums;

    GreenplumStage(String namespace) {
        greenplums = new Greenplums(cluster, SharedCluster.namespace(cluster, namespace, true));
        var pods = cluster.client().pods().inNamespace(greenplums.namespace());
        pods.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(CLIENT)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName(CLIENT)
                        .withImage(IMAGE)
                        .withImagePullPolicy("IfNotPresent")
                        .withCommand("/bin/sh", "-c", "while true; do sleep 5; done")
                        .endContainer()
                        .withTerminationGracePeriodSeconds(0L)
                        .endSpec()
                        .build())
                .create();
        Waiting.until("the client's pod", Duration.ofSeconds(60), () -> "Running"
                .equals(pods.withName(CLIENT).get().getStatus().getPhase()));
    }

    Greenplums greenplums() {
        return greenplums;
    }

    TestCluster cluster() {
        return cluster;
    }

    static String spec(int primaries, boolean copies, String more) {
        var copy = copies ? "'yes'" : "'no'";
        return "{masterAndStandby: {storageClassName: local, storage: 1Gi, standby: " + copy
                + "}, segments: {storageClassName: local, storage: 1Gi, mirrors: " + copy
                + ", primarySegmentCount: " + primaries + "}" + more + "}";
    }

    /** What a client gets that connects to the Service. */
    String sql(String statement) {
        return shell(
                CLIENT,
                CLIENT,
                "psql -h greenplum -p 5432 -U gpadmin -d postgres -AtXq -v ON_ERROR_STOP=1 -c \"" + statement + "\"");
    }

    /** Runs a command of a person who logs in to a pod of the database. */
    String command(String pod, String command) {
        return shell(pod, "greenplum", command);
    }

    private String shell(String pod, String container, String command) {
        var result = new PodShell(cluster.client(), greenplums.namespace(), pod, container)
                .run(
                        Duration.ofSeconds(300),
                        "/bin/bash",
                        "-c",
                        "source /usr/local/greenplum-db/greenplum_path.sh; unset PGHOST; " + command);
        if (result.code() != 0) {
            throw new IllegalStateException(command + " ended with " + result.code() + ": " + result.errors());
        }
        return result.output().strip();
    }

    void deletePod(String pod) {
        cluster.client()
                .pods()
                .inNamespace(greenplums.namespace())
                .withName(pod)
                .delete();
    }

    /** The identities of the database's pods. */
    Map<String, String> pods() {
        return cluster
                .client()
                .pods()
                .inNamespace(greenplums.namespace())
                .withLabel("app", "greenplum")
                .list()
                .getItems()
                .stream()
                .collect(Collectors.toMap(pod -> pod.getMetadata().getName(), pod -> pod.getMetadata()
                        .getUid()));
    }

    void awaitNoPods() {
        Waiting.until("the pods to go", Duration.ofSeconds(120), () -> pods().isEmpty());
    }

    /** Writes rows one after the other, each until it is accepted, and counts them. */
    final class Load implements AutoCloseable {
        private final AtomicInteger accepted = new AtomicInteger();
        private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();

        Load(String table) {
            writer.scheduleWithFixedDelay(() -> write(table), 0, 500, TimeUnit.MILLISECONDS);
        }

        private void write(String table) {
            var next = accepted.get() + 1;
            try {
                sql("insert into " + table + " select " + next + ", 'row' where not exists (select from " + table
                        + " where id = " + next + ")");
                accepted.incrementAndGet();
            } catch (RuntimeException e) {
                // The same row is written again: refused ones are not counted, and it is there once.
            }
        }

        int accepted() {
            return accepted.get();
        }

        /** Waits until more is written than before: the database takes writes. */
        void awaitMore() {
            var before = accepted.get();
            Waiting.until("rows to be accepted", Duration.ofSeconds(120), () -> accepted.get() > before);
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
