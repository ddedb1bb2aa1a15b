package io.cameleer.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.store.ResumingRead;
import io.cameleer.backup.store.Store;
import io.cameleer.prometheus.PrometheusCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Whose a folder of a real store becomes, who is refused it, and what in it is whose. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("FolderOwnerContractIT")
class FolderOwnerContractIT {
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant SECOND = Instant.parse("2026-01-02T00:00:00Z");
    private static RealBucket bucket;
    private static Store store;

    @BeforeAll
    static void start() throws IOException {
        bucket = new RealBucket("owners");
        store = bucket.store();
    }

    @AfterAll
    static void stop() {
        bucket.close();
    }

    @Test
    void ofManyThatWantAFolderAtOnceOneGetsItAndKeepsIt() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var claims = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit((Callable<Optional<Integer>>) () -> {
                        try {
                            claim("raced", "namespace-" + i, "here");
                            return Optional.of(i);
                        } catch (BackupException e) {
                            return Optional.empty();
                        }
                    }))
                    .toList();
            var winners = new ArrayList<Integer>();
            for (var claim : claims) {
                claim.get().ifPresent(winners::add);
            }
            assertThat(winners).hasSize(1);
            var winner = "namespace-" + winners.getFirst();
            assertThatCode(() -> claim("raced", winner, "here")).doesNotThrowAnyException();
            assertThatThrownBy(() -> claim("raced", "another", "here"))
                    .hasMessage("spec.backup.prefix: bucket/raced/ holds the backups of PrometheusCluster " + winner
                            + "/raced; give this cluster a prefix of its own, which may hold {namespace}");
        }
    }

    @Test
    void aNamesakeOfAnotherKubernetesClusterIsToldHowToTakeTheFolderOver() throws IOException {
        claim("moved", "prod", "here");
        assertThatThrownBy(() -> claim("moved", "prod", "there"))
                .hasMessage("spec.backup.prefix: bucket/moved/ holds the backups of PrometheusCluster prod/moved"
                        + " of another Kubernetes cluster; if that is gone, remove bucket/moved/.owner.json,"
                        + " else give this cluster a prefix of its own, which may hold {namespace}");
        assertThatCode(() -> claim("moved", "prod", null))
                .as("one that may not know where it is")
                .doesNotThrowAnyException();
        assertThat(owner("moved")).contains("\"kubernetes\":\"here\"");
        manifest("moved", "prod", FIRST);
        store.delete(List.of("moved/.owner.json"));
        assertThatCode(() -> claim("moved", "prod", "there")).doesNotThrowAnyException();
    }

    @Test
    void whoDidNotKnowItsKubernetesClusterSaysItAsSoonAsItDoes() throws IOException {
        claim("learning", "prod", null);
        assertThat(owner("learning")).doesNotContain("kubernetes");
        claim("learning", "prod", "here");
        assertThatThrownBy(() -> claim("learning", "prod", "there"))
                .hasMessageContaining("of another Kubernetes cluster");
        assertThat(owner("learning")).contains("\"kubernetes\":\"here\"");
    }

    @Test
    void aFolderOfBeforeThereWereOwnersIsWhoseItsBackupsAre() {
        manifest("before", "prod", FIRST);
        assertThatThrownBy(() -> claim("before", "dev", "here"))
                .hasMessageContaining("bucket/before/ holds the backups of PrometheusCluster prod/before;");
        assertThatCode(() -> claim("before", "prod", "here")).doesNotThrowAnyException();
        assertThat(store.find("before/.owner.json")).isPresent();
    }

    @Test
    void aFolderThatTwoUsedBeforeThereWereOwnersIsOfTheFirstOfThemThatAsks() {
        manifest("both", "prod", FIRST);
        manifest("both", "dev", SECOND);
        assertThatThrownBy(() -> claim("both", "test", "here"))
                .hasMessageContaining(
                        "holds the backups of PrometheusCluster dev/both and PrometheusCluster prod/both; give");
        assertThatCode(() -> claim("both", "dev", "here")).doesNotThrowAnyException();
        assertThatThrownBy(() -> claim("both", "prod", "here"))
                .hasMessageContaining("bucket/both/ holds the backups of PrometheusCluster dev/both;");
        assertThat(holdings("both", "prod").own())
                .as("those of before are still prod's")
                .extracting(StoredBackup::time)
                .containsExactly(FIRST);
    }

    @Test
    void anArchiveOfAnotherToolIsTheClustersUnlessTheFolderIsAnothers() {
        store.put(new BackupFolder("tool/").archive(FIRST), new byte[10], "application/x-tar");
        assertThat(holdings("tool", "prod").own()).hasSize(1);

        claim("tool", "prod", "here");
        assertThat(holdings("tool", "prod").own()).hasSize(1);
        assertThat(holdings("tool", "dev").own()).isEmpty();
        assertThat(holdings("tool", "dev").unclear()).hasSize(1);

        manifest("tool", "dev", SECOND);
        assertThat(holdings("tool", "prod").own()).isEmpty();
        assertThat(holdings("tool", "prod").unclear()).hasSize(1);
        assertThat(holdings("tool", "dev").own()).extracting(StoredBackup::time).containsExactly(SECOND);
    }

    @Test
    void anOwnerThatCannotBeReadIsNotWrittenOver() throws IOException {
        for (var torn : new String[] {
            "",
            "{\"kind\": ",
            "{}",
            "{\"apiVersion\": \"cameleer.io/folder.v1\", \"kind\": \"K\", \"namespace\": \"a\"}"
        }) {
            store.put("torn/.owner.json", torn.getBytes(StandardCharsets.UTF_8), "application/json");
            assertThatThrownBy(() -> claim("torn", "prod", "here"))
                    .as(torn)
                    .hasMessageContaining("torn/.owner.json should tell whose backups its folder holds")
                    .hasMessageContaining("remove it unless they are another cluster's");
            assertThat(owner("torn")).isEqualTo(torn);
        }
    }

    private static String owner(String name) throws IOException {
        var key = name + "/.owner.json";
        var bytes = store.find(key).orElseThrow().bytes();
        try (var in = new ResumingRead(store, key, 0, bytes)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void claim(String name, String namespace, String kubernetes) {
        FolderOwner.of(object(namespace, name), Optional.ofNullable(kubernetes)).claim(store, bucket.location());
    }

    private static Holdings holdings(String name, String namespace) {
        return Holdings.of(store, bucket.location(), BackupOwner.of(object(namespace, name)));
    }

    private static HasMetadata object(String namespace, String name) {
        var object = new PrometheusCluster();
        object.getMetadata().setName(name);
        object.getMetadata().setNamespace(namespace);
        return object;
    }

    private static void manifest(String name, String namespace, Instant time) {
        var folder = new BackupFolder(name + "/");
        var manifest = Manifests.archive(namespace, name, time.toString(), folder.archive(time));
        store.put(folder.manifest(time), manifest.json(), "application/json");
    }
}
