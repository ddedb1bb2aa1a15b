package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.cluster.Greptimes;
import io.cameleer.cluster.Processes;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.cameleer.reconcile.PodProxy;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The etcd of a GreptimeDB: its members come, go, lose their volumes and their space, while rows are written. */
@BesideOthers
@ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
class GreptimeEtcdEndToEndIT {
    private static GreptimeStage stage;
    private static TestCluster cluster;
    private static Greptimes greptimes;

    @BeforeAll
    static void start() {
        stage = GreptimeStage.get();
        cluster = stage.cluster();
        greptimes = stage.greptimes();
    }

    @Test
    void etcdGrowsAndShrinksUnderWritesAndNoRowIsLost() throws Exception {
        stage.bucket("grow");
        greptimes.apply("grow", stage.spec("grow", ""));
        greptimes.await("grow", "Running", GreptimeStage.LATE);
        stage.sql("grow", "CREATE TABLE t (ts TIMESTAMP TIME INDEX, v INT64)");

        var load = stage.new Load("grow");
        try {
            greptimes.apply("grow", stage.spec("grow", "etcd: {replicas: 3}"));
            awaitMembers("grow", 3);
            greptimes.await("grow", "Running", GreptimeStage.LATE);

            stage.deletePod("grow-etcd-1");
            awaitMembers("grow", 3);

            cluster.client()
                    .persistentVolumeClaims()
                    .inNamespace(greptimes.namespace())
                    .withName("grow-etcd-data-grow-etcd-2")
                    .delete();
            stage.deletePod("grow-etcd-2");
            greptimes.awaitEvent("grow", "EtcdMemberRemoved: etcd member grow-etcd-2 leaves: its volume was lost");
            awaitMembers("grow", 3);

            greptimes.apply("grow", stage.spec("grow", ""));
            awaitMembers("grow", 1);
            greptimes.await("grow", "Running", GreptimeStage.LATE);
        } finally {
            load.end();
        }
        assertThat(load.accepted()).isPositive();
        assertThat(stage.count("grow")).isGreaterThanOrEqualTo(load.accepted());
        Waiting.until("the volumes of the former members to be gone", GreptimeStage.LATE, () -> stage.claims(
                        "grow-etcd-data-")
                .equals(List.of("grow-etcd-data-grow-etcd-0")));
        greptimes.delete("grow");
    }

    @Test
    void withoutAQuorumTheStatusSaysSoNothingIsChangedAndItHealsWhenTheVolumesAreBack() throws IOException {
        stage.bucket("quorum");
        greptimes.apply("quorum", stage.spec("quorum", "etcd: {replicas: 3}"));
        greptimes.await("quorum", "Running", GreptimeStage.LATE);
        awaitSealed("quorum");
        var members = List.of(1, 2);

        members.forEach(ordinal -> move(volume("quorum", ordinal), "data", "away"));
        members.forEach(ordinal -> stage.deletePod("quorum-etcd-" + ordinal));

        greptimes.await("quorum", "Degraded", GreptimeStage.LATE);
        greptimes.awaitMessage("quorum", "etcd has no quorum", GreptimeStage.LATE);
        greptimes.awaitEvent("quorum", "EtcdWithoutQuorum");
        var others = stage.podsExcept("quorum", "etcd");
        assertThat(greptimes.events("quorum")).noneMatch(event -> event.startsWith("EtcdMemberRemoved"));

        members.forEach(ordinal -> move(volume("quorum", ordinal), "away", "data"));

        greptimes.await("quorum", "Running", GreptimeStage.LATE);
        awaitMembers("quorum", 3);
        assertThat(stage.podsExcept("quorum", "etcd").keySet()).isEqualTo(others.keySet());
        greptimes.delete("quorum");
    }

    @Test
    void anEtcdThatItsHistoryHasFilledTakesWritesAgain() throws IOException {
        stage.bucket("space");
        greptimes.apply("space", stage.spec("space", "etcd: {replicas: 1, storage: {size: 16Mi}}"));
        greptimes.await("space", "Running", GreptimeStage.LATE);
        var megabyte = "AAAA".repeat(1 << 18);
        Waiting.until("etcd to be full", GreptimeStage.LATE, () -> {
            try {
                etcd("space", "kv/put", Map.of("key", "aGlzdG9yeQ==", "value", megabyte));
                return false;
            } catch (KubernetesClientException full) {
                return String.valueOf(full.getMessage()).contains("database space exceeded");
            }
        });

        greptimes.awaitEvent("space", "EtcdCompacted");

        assertThat(stage.sql("space", "CREATE TABLE t (ts TIMESTAMP TIME INDEX, v INT64)")
                        .has("output"))
                .isTrue();
        assertThat(greptimes.get("space").getStatus().phase()).isEqualTo("Running");
        greptimes.delete("space");
    }

    /** Asked once: the client takes etcd's answer that it has no space for one that is worth a retry. */
    private static void etcd(String name, String method, Map<String, ?> request) {
        new PodProxy(cluster.client(), Duration.ofSeconds(10))
                .post(greptimes.namespace(), name + "-etcd-0", 2379, "/v3/" + method, request);
    }

    /** Where a member's volume is on this machine. */
    private static Path volume(String name, int ordinal) {
        var claim = cluster.client()
                .persistentVolumeClaims()
                .inNamespace(greptimes.namespace())
                .withName("%1$s-etcd-data-%1$s-etcd-%2$d".formatted(name, ordinal))
                .get();
        return cluster.work()
                .resolve("volumes")
                .resolve("pv-" + claim.getMetadata().getUid());
    }

    private static void move(Path volume, String from, String to) {
        try {
            Processes.run("rm", "-rf", "--one-file-system", volume.resolve(to).toString());
            Files.move(volume.resolve(from), volume.resolve(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitSealed(String name) {
        Waiting.until("the members of etcd to be known", GreptimeStage.LATE, () -> cluster.client()
                .configMaps()
                .inNamespace(greptimes.namespace())
                .withName(name + "-etcd")
                .get()
                .getData()
                .get("ETCD_INITIAL_CLUSTER")
                .startsWith("sealed="));
    }

    /** What etcd says of itself: all members vote and have started. */
    private static void awaitMembers(String name, int count) {
        Waiting.until(name + " to have " + count + " members of etcd", GreptimeStage.LATE, () -> {
            var members = new ObjectMapper()
                    .readTree(cluster.client()
                            .raw(
                                    "/api/v1/namespaces/%s/pods/%s-etcd-0:2379/proxy/v3/cluster/member/list"
                                            .formatted(greptimes.namespace(), name),
                                    "POST",
                                    Map.of()))
                    .path("members");
            var voting = 0;
            for (var member : members) {
                voting += member.path("isLearner").asBoolean()
                                || member.path("name").asText().isEmpty()
                        ? 0
                        : 1;
            }
            if (members.size() != count || voting != count) {
                throw new IllegalStateException(members.toString());
            }
            var set = cluster.client()
                    .apps()
                    .statefulSets()
                    .inNamespace(greptimes.namespace())
                    .withName(name + "-etcd")
                    .get();
            return set.getSpec().getReplicas() == count
                    && Integer.valueOf(count).equals(set.getStatus().getReadyReplicas());
        });
    }
}
