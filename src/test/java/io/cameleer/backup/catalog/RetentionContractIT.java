package io.cameleer.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoredObject;
import io.cameleer.prometheus.PrometheusCluster;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a retention removes from a real store, and what it never does. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("RetentionContractIT")
class RetentionContractIT {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static RealBucket bucket;
    private static Store store;

    @BeforeAll
    static void start() throws IOException {
        bucket = new RealBucket("retention");
        store = bucket.store();
    }

    @AfterAll
    static void stop() {
        bucket.close();
    }

    @Test
    void aRemovalThatWasInterruptedIsFinishedByTheNext() {
        var folder = new BackupFolder("interrupted/");
        archive(folder, 1);
        archive(folder, 2);
        archive(folder, 3);
        // As far as a process comes that is killed in between: the archive is gone, its manifest is not.
        store.delete(List.of(folder.archive(time(1))));

        var all = BackupCatalog.list(store, folder.path());
        assertThat(all.getFirst().problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("is gone"));
        Retention.remove(store, folder, expired(all, 1));
        assertThat(keys(folder)).containsExactlyInAnyOrder(folder.archive(time(3)), folder.manifest(time(3)));
    }

    @Test
    void archivesThatItDidNotWriteStay() {
        var folder = new BackupFolder("foreign/");
        archive(folder, 1);
        archive(folder, 2);
        store.put("foreign/20200101T000000Z.tar", new byte[10], "application/x-tar");
        store.put("foreign/notes.txt", new byte[10], "text/plain");
        store.put("foreign/.20200102T000000Z.json", "{}".getBytes(), "application/json");
        Retention.remove(store, folder, expired(BackupCatalog.list(store, folder.path()), 1));
        assertThat(keys(folder))
                .containsExactlyInAnyOrder(
                        folder.archive(time(2)),
                        folder.manifest(time(2)),
                        "foreign/20200101T000000Z.tar",
                        "foreign/notes.txt",
                        "foreign/.20200102T000000Z.json");
    }

    @Test
    void backupsThatAreRemovedWhileTheyAreListedAreNone() throws ExecutionException, InterruptedException {
        var folder = new BackupFolder("racing/");
        for (var i = 1; i <= 40; i++) {
            archive(folder, i);
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var removal = threads.submit(() -> {
                for (var i = 1; i <= 40; i++) {
                    store.delete(List.of(folder.archive(time(i)), folder.manifest(time(i))));
                }
            });
            while (!removal.isDone()) {
                assertThat(BackupCatalog.list(store, folder.path())).hasSizeLessThanOrEqualTo(40);
            }
            removal.get();
        }
        assertThat(BackupCatalog.list(store, folder.path())).isEmpty();
    }

    @Test
    void onlyFilesThatNoManifestNamesAreCollected() {
        var folder = new BackupFolder("collected/");
        increment(folder, 1, "A/index", "B/index");
        increment(folder, 2, "B/index", "C/index");
        Retention.remove(store, folder, expired(BackupCatalog.list(store, folder.path()), 1));
        assertThat(Retention.collect(store, folder, longAgo())).isEqualTo(1);
        assertThat(keys(folder))
                .containsExactlyInAnyOrder(
                        folder.manifest(time(2)), folder.shared() + "B/index", folder.shared() + "C/index");
    }

    @Test
    void nothingIsCollectedWhileABackupIsUnderWay() {
        var folder = new BackupFolder("busy/");
        increment(folder, 1, "A/index");
        store.put(folder.shared() + "NEW/index", new byte[5], "application/octet-stream");
        store.put(folder.pending(time(2)), manifest(folder, 2, "NEW/index").json(), "application/json");
        assertThat(Retention.collect(store, folder, longAgo())).isZero();
        assertThat(keys(folder)).contains(folder.shared() + "NEW/index");

        // Nobody goes on with it: its day is over.
        store.put(folder.own(time(2)) + "HEAD/index", new byte[5], "application/octet-stream");
        assertThat(Retention.collect(store, folder, Instant.now().plusSeconds(60)))
                .isEqualTo(1);
        assertThat(keys(folder)).containsExactlyInAnyOrder(folder.manifest(time(1)), folder.shared() + "A/index");
    }

    @Test
    void nothingIsCollectedWhileAManifestCannotBeRead() {
        var folder = new BackupFolder("unreadable/");
        increment(folder, 1, "A/index");
        store.put(folder.shared() + "B/index", new byte[5], "application/octet-stream");
        var whole = manifest(folder, 2, "B/index").json();
        store.put(folder.manifest(time(2)), java.util.Arrays.copyOf(whole, whole.length / 2), "application/json");
        assertThat(Retention.collect(store, folder, longAgo())).isZero();
        assertThat(keys(folder)).contains(folder.shared() + "B/index");
        assertThat(BackupCatalog.list(store, folder.path()).getLast().problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("truncated or not ours"));
    }

    private static List<StoredBackup> expired(List<StoredBackup> all, int count) {
        var owner = new PrometheusCluster();
        owner.getMetadata().setName("demo");
        owner.getMetadata().setNamespace("default");
        return Retention.plan(all, new BackupSpec.Retention(count, null, null), owner, Instant.now())
                .expired();
    }

    private static void archive(BackupFolder folder, int day) {
        store.put(folder.archive(time(day)), new byte[10], "application/x-tar");
        var manifest = Manifests.archive("default", "demo", time(day).toString(), folder.archive(time(day)));
        store.put(folder.manifest(time(day)), manifest.json(), "application/json");
    }

    private static void increment(BackupFolder folder, int day, String... paths) {
        for (var path : paths) {
            store.put(folder.shared() + path, new byte[5], "application/octet-stream");
        }
        store.put(folder.manifest(time(day)), manifest(folder, day, paths).json(), "application/json");
    }

    private static Manifest manifest(BackupFolder folder, int day, String... paths) {
        var files = java.util.stream.Stream.of(paths)
                .map(path -> new Manifest.File(path, 5, "0", folder.shared() + path, 0))
                .toList();
        return Manifests.increment(time(day).toString(), folder.manifest(time(day)), files);
    }

    private static List<String> keys(BackupFolder folder) {
        return store.list(folder.path()).stream().map(StoredObject::key).toList();
    }

    private static Instant time(int day) {
        return TIME.plus(Duration.ofDays(day));
    }

    private static Instant longAgo() {
        return Instant.now().minus(Duration.ofDays(1));
    }
}
