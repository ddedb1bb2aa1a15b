package io.cameleer.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.backup.catalog.BackupCatalog;
import io.cameleer.backup.catalog.BackupFolder;
import io.cameleer.backup.catalog.Manifests;
import io.cameleer.backup.catalog.RealBucket;
import io.cameleer.backup.catalog.StoredBackup;
import io.cameleer.backup.store.TrustedEndpoints;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.prometheus.PrometheusSnapshots;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.StatusWriter;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a retention does to a real store for an object that a real API server keeps; no operator runs. */
class RetentionRunContractIT {
    private static final List<Instant> TIMES = List.of(
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2026-01-02T00:00:00Z"),
            Instant.parse("2026-01-03T00:00:00Z"));

    private static TestCluster cluster;
    private static RealBucket bucket;
    private static Prometheuses clusters;

    @BeforeAll
    static void start() throws IOException {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        clusters = new Prometheuses(cluster, SharedCluster.namespace(cluster, "retention", false));
        bucket = new RealBucket("retention-run");
        RealBucket.secret(cluster.client(), clusters.namespace());
    }

    @AfterAll
    static void stop() {
        bucket.close();
    }

    @Test
    void theNewestThatWasVerifiedWhileTheBackupRanStaysBesideTheNewest() {
        var run = backedUp("verified");
        writer(true).set(run.target().object(), Map.of("verify", Map.of("backup", "20260101T000000Z")));

        assertThat(retention(true).apply(run).detail()).isEqualTo("Removed 20260102T000000Z; 2 stay.");
        assertThat(stored("verified")).containsExactly(TIMES.get(0), TIMES.get(2));
        assertThat(clusters.get("verified").getStatus().retention().kept()).isEqualTo(2);
    }

    @Test
    void limitsThatChangedWhileTheBackupRanAreLeftToTheNextOne() {
        var run = backedUp("changed");
        apply("changed", 5);

        assertThat(retention(true).apply(run)).isNull();
        assertThat(stored("changed")).isEqualTo(TIMES);
        assertThat(clusters.get("changed").getStatus()).isNull();
    }

    @Test
    void whoDoesNotLeadOrHasAnObjectThatWasMadeAnewRemovesNothing() {
        var run = backedUp("led");
        assertThat(retention(false).apply(run)).isNull();

        clusters.delete("led");
        apply("led", 1);
        assertThat(retention(true).apply(run)).isNull();
        assertThat(stored("led")).isEqualTo(TIMES);
    }

    @Test
    void whatWentBeforeAnotherProcessLedIsTold() {
        var run = backedUp("lost");
        var asked = new AtomicInteger();
        // It is asked before the plan and before each of the two that may go.
        assertThat(retention(() -> asked.incrementAndGet() <= 2).apply(run).detail())
                .isEqualTo("Removed 20260101T000000Z; then: it changed meanwhile, or another process leads,"
                        + " so its next backup applies the retention");
        assertThat(stored("lost")).containsExactly(TIMES.get(1), TIMES.get(2));
    }

    @Test
    void whatIsVerifiedWhileOthersAreRemovedStays() {
        var run = backedUp("late");
        var asked = new AtomicInteger();
        var detail = retention(() -> {
                    if (asked.incrementAndGet() == 3) {
                        writer(true).set(run.target().object(), Map.of("verify", Map.of("backup", "20260102T000000Z")));
                    }
                    return true;
                })
                .apply(run)
                .detail();
        assertThat(detail).isEqualTo("Removed 20260101T000000Z; 2 stay.");
        assertThat(stored("late")).containsExactly(TIMES.get(1), TIMES.get(2));
    }

    /** The end of the third backup of a cluster that keeps one. */
    private static BackupRun backedUp(String name) {
        var folder = new BackupFolder(name + "/");
        for (var time : TIMES) {
            var key = folder.archive(time);
            var manifest = Manifests.archive(clusters.namespace(), name, time.toString(), key);
            bucket.store().put(key, new byte[10], "application/x-tar");
            bucket.store().put(folder.manifest(time), manifest.json(), "application/json");
        }
        apply(name, 1);
        return new BackupRun(
                new PrometheusSnapshots().target(clusters.get(name)),
                "once",
                TIMES.getLast(),
                1,
                name + "-0",
                null,
                null,
                null);
    }

    private static void apply(String name, int count) {
        clusters.apply(
                name,
                "{backup: {enabled: true, bucket: bucket, endpoint: '%s', credentialsSecretRef: {name: store}, retention: {count: %d}}}"
                        .formatted(bucket.location().endpoint(), count));
    }

    private static RetentionRun retention(boolean leads) {
        return retention(() -> leads);
    }

    private static RetentionRun retention(BooleanSupplier leads) {
        var stores = new StoreAccess(cluster.client(), "", "us-east-1", new TrustedEndpoints(List.of()));
        return new RetentionRun(
                stores,
                new StatusWriter(cluster.client(), leads),
                new Events(cluster.client(), Clock.systemUTC()),
                Clock.systemUTC());
    }

    private static StatusWriter writer(boolean leads) {
        return new StatusWriter(cluster.client(), () -> leads);
    }

    private static List<Instant> stored(String name) {
        return BackupCatalog.list(bucket.store(), name + "/").stream()
                .map(StoredBackup::time)
                .toList();
    }
}
