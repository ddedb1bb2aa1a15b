package io.cameleer.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoredObject;
import io.cameleer.prometheus.PrometheusCluster;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        remove(folder, all);
        assertThat(keys(folder)).containsExactlyInAnyOrder(folder.archive(time(3)), folder.manifest(time(3)));
    }

    @Test
    void whatSomebodyRestoresStaysForAsLongAsThePinCounts() {
        var folder = new BackupFolder("held/");
        for (var day = 1; day <= 3; day++) {
            archive(folder, day);
        }
        var all = BackupCatalog.list(store, folder.path());
        var restore = Pin.of(all.getFirst(), demo("one"), "restore");
        var verify = Pin.of(all.getFirst(), demo("one"), "verify");
        restore.set(store);
        verify.set(store);
        assertThat(remove(folder, all)).extracting(StoredBackup::time).containsExactly(time(2));

        verify.remove(store);
        assertThat(remove(folder, all)).extracting(StoredBackup::time).doesNotContain(time(1));
        assertThat(BackupCatalog.list(store, folder.path())).hasSize(2);

        assertThat(remove(folder, all, Instant.now().plus(Pin.LASTS).plusSeconds(60)))
                .extracting(StoredBackup::time)
                .contains(time(1));
        assertThat(keys(folder)).containsExactlyInAnyOrder(folder.archive(time(3)), folder.manifest(time(3)));
    }

    @Test
    void whatIsPinnedOrDecidedAnewSinceThePlanWasMadeStays() {
        var folder = new BackupFolder("late/");
        archive(folder, 1);
        archive(folder, 2);
        var expired = List.of(BackupCatalog.list(store, folder.path()).getFirst());
        Retention.remove(store, folder, expired, any -> false, Instant.now(), removed -> fail("decided anew"));
        Pin.of(expired.getFirst(), demo("one"), "restore").set(store);
        Retention.remove(store, folder, expired, any -> true, Instant.now(), removed -> fail("pinned"));
        assertThat(BackupCatalog.list(store, folder.path())).hasSize(2);
    }

    @Test
    void theRestOfAnArchiveIsNoGoodBackup() {
        var folder = new BackupFolder("rest/");
        archive(folder, 1);
        store.put(folder.archive(time(2)), new byte[0], "application/x-tar");
        store.put(folder.archive(time(3)), new byte[1_023], "application/x-tar");
        store.put(folder.archive(time(4)), new byte[1_024], "application/x-tar");
        assertThat(BackupCatalog.list(store, folder.path()))
                .extracting(StoredBackup::good)
                .containsExactly(true, false, false, true);
    }

    @Test
    void anIncrementalBackupThatLacksAFileIsNoGoodOne() {
        var folder = new BackupFolder("lacking/");
        increment(folder, 1, "A/index");
        increment(folder, 2, "B/index", "C/index");
        increment(folder, 3, "A/index");
        store.put(folder.shared() + "C/index", new byte[4], "application/octet-stream");
        assertThat(BackupCatalog.list(store, folder.path()))
                .extracting(StoredBackup::good)
                .containsExactly(true, false, true);
        assertThat(BackupCatalog.list(store, folder.path()).get(1).problem())
                .hasValue("its file lacking/.blocks/C/index is gone or shorter than its manifest says");
    }

    @Test
    void theRestOfAnArchiveHindersNoCollection() {
        var folder = new BackupFolder("hindered/");
        increment(folder, 1, "A/index");
        store.put(folder.archive(time(2)), new byte[10], "application/x-tar");
        store.put(folder.shared() + "B/index", new byte[5], "application/octet-stream");
        assertThat(Retention.collect(store, folder, longAgo())).isEqualTo(1);
    }

    @Test
    void archivesThatItDidNotWriteStay() {
        var folder = new BackupFolder("foreign/");
        archive(folder, 1);
        archive(folder, 2);
        store.put("foreign/20200101T000000Z.tar", new byte[10], "application/x-tar");
        store.put("foreign/notes.txt", new byte[10], "text/plain");
        store.put("foreign/.20200102T000000Z.json", "{}".getBytes(), "application/json");
        remove(folder, BackupCatalog.list(store, folder.path()));
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
        remove(folder, BackupCatalog.list(store, folder.path()));
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

    private static List<StoredBackup> remove(BackupFolder folder, List<StoredBackup> all) {
        return remove(folder, all, Instant.now());
    }

    /** Removes all but the newest, those that are held excepted. */
    private static List<StoredBackup> remove(BackupFolder folder, List<StoredBackup> all, Instant now) {
        var spared = Retention.spared(store, folder, Optional.empty(), now);
        var expired = Retention.plan(all, new BackupSpec.Retention(1, null, null), demo("owner"), spared, now)
                .expired();
        var removed = new ArrayList<StoredBackup>();
        Retention.remove(store, folder, expired, any -> true, now, removed::add);
        return removed;
    }

    private static PrometheusCluster demo(String uid) {
        var object = new PrometheusCluster();
        object.getMetadata().setName("demo");
        object.getMetadata().setNamespace("default");
        object.getMetadata().setUid(uid);
        return object;
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
