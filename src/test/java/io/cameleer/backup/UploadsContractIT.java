package io.cameleer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.backup.catalog.BackupCatalog;
import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.catalog.RealBucket;
import io.cameleer.backup.catalog.StoredBackup;
import io.cameleer.backup.store.PartedUpload;
import io.cameleer.backup.store.StoredObject;
import io.cameleer.backup.store.TrustedEndpoints;
import io.cameleer.cluster.HttpFront;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.prometheus.PrometheusSnapshots;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.GrowingPause;
import io.cameleer.reconcile.StatusWriter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What two processes that hold themselves for the leader do to one backup, in a real store; the API server says whose it is. */
class UploadsContractIT {
    private static TestCluster cluster;
    private static RealBucket bucket;
    private static Prometheuses clusters;

    @BeforeAll
    static void start() throws IOException {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        clusters = new Prometheuses(cluster, SharedCluster.namespace(cluster, "uploads", false));
        bucket = new RealBucket("uploads");
        RealBucket.secret(cluster.client(), clusters.namespace());
    }

    @AfterAll
    static void stop() {
        bucket.close();
    }

    @Test
    void aRunThatWasTakenOverChangesNothing() throws IOException {
        asked("over", "tar");
        var first = new Operator();
        var one = first.uploads.prepare(first.begins("over"));
        var second = new Operator();
        var two = second.uploads.prepare(second.begins("over"));
        var late = archive(one, "the first's");
        try (var upload = archive(two, "the second's")) {
            assertThatThrownBy(() -> first.uploads.prepare(one)).isInstanceOf(Superseded.class);
            second.uploads.complete(two, upload);
        }
        second.uploads.finish(bucket.store(), two, manifest(two, 12));

        assertThatThrownBy(() -> first.uploads.complete(one, late)).isInstanceOf(Superseded.class);
        assertThatThrownBy(() -> first.uploads.finish(bucket.store(), one, manifest(one, 1)))
                .isInstanceOf(Superseded.class);
        assertThatThrownBy(() -> late.complete(one.found().archive()))
                .as("what it does when it stood still right after it looked")
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("somebody else writes it");
        late.close();
        assertThat(bucket.store()
                        .putIfUnchanged(
                                two.folder().manifest(two.time()),
                                one.found().manifest(),
                                new byte[] {1},
                                "application/json"))
                .isFalse();
        assertThat(content(two.key())).isEqualTo("the second's");
        assertThat(stored("over"))
                .singleElement()
                .extracting(StoredBackup::good)
                .isEqualTo(true);
    }

    @Test
    void whatAPredecessorLeftWithoutAManifestIsReplaced() throws IOException {
        asked("left", "tar");
        var first = new Operator();
        var one = first.uploads.prepare(first.begins("left"));
        first.stores(one, "the first's");
        var second = new Operator();
        second.finishes(second.uploads.prepare(second.begins("left")), "the second's");

        assertThat(content(one.key())).isEqualTo("the second's");
        assertThat(stored("left"))
                .singleElement()
                .extracting(StoredBackup::good)
                .isEqualTo(true);
    }

    @Test
    void aManifestThatAPredecessorWritesLateIsReplaced() throws IOException {
        asked("late", "tar");
        var first = new Operator();
        var one = first.uploads.prepare(first.begins("late"));
        first.stores(one, "the first's");
        var second = new Operator();
        var two = second.uploads.prepare(second.begins("late"));
        second.stores(two, "the second's");
        var key = one.folder().manifest(one.time());
        assertThat(bucket.store()
                        .putIfUnchanged(
                                key, one.found().manifest(), manifest(one, 1).json(), "application/json"))
                .as("as the first does when it stood still right after it looked")
                .isTrue();
        second.uploads.finish(bucket.store(), two, manifest(two, 12));

        assertThat(stored("late"))
                .singleElement()
                .satisfies(backup -> assertThat(backup.bytes()).isEqualTo(12))
                .satisfies(backup -> assertThat(backup.good()).isTrue());
    }

    @Test
    void whatAPredecessorHadFinishedIsNotMadeAgain() throws IOException {
        asked("finished", "tar");
        var first = new Operator();
        var one = first.snaps(first.uploads.prepare(first.begins("finished")), "snapshot-1");
        first.finishes(one, "the first's");
        var second = new Operator();
        var two = second.uploads.prepare(second.begins("finished"));

        assertThat(two.stored().bytes()).isEqualTo("the first's".length());
        assertThat(second.backups.succeeded(two).detail()).contains("which were there whole");
        var status = clusters.get("finished").getStatus().backup();
        assertThat(status.state()).isEqualTo("Succeeded");
        assertThat(status.bytes()).isEqualTo("the first's".length());
        assertThat(status.rate()).isNull();
    }

    @Test
    void anIncrementalBackupThatWasFinishedIsNotMadeAgainIfItsFilesAreThere() throws IOException {
        asked("whole", "incremental");
        var first = new Operator();
        var one = first.snaps(first.uploads.prepare(first.begins("whole")), "snapshot-1");
        put(one.own("HEAD/index"));
        first.uploads.finish(bucket.store(), one, manifest(one, 1, file(one)));
        var second = new Operator();
        assertThat(second.uploads.prepare(second.begins("whole")).stored().bytes())
                .isOne();
        bucket.store().delete(List.of(one.own("HEAD/index")));
        var third = new Operator();
        assertThat(third.uploads.prepare(third.begins("whole")).isStored()).isFalse();
    }

    @Test
    void theOperatorRecordsWhatAPredecessorHadFinished() throws IOException {
        var others = new Prometheuses(cluster, SharedCluster.namespace(cluster, "taken-up", false));
        RealBucket.secret(cluster.client(), others.namespace());
        asked(others, "led", "tar");
        var first = new Operator();
        var one = first.snaps(first.uploads.prepare(first.begins(others.get("led"))), "snapshot-1");
        first.finishes(one, "the first's");
        var settings = Map.of("CAMELEER_BACKUP_CLOCK", "0/1 * * * * ?", "CAMELEER_NAMESPACES", others.namespace());
        try (var operator = OperatorProcess.start(cluster, settings)) {
            var status = others.awaitBackup("led", "Succeeded").getStatus().backup();
            assertThat(status.bytes()).isEqualTo("the first's".length());
            assertThat(status.attempts()).isEqualTo(2);
            Waiting.until("it to be told", () -> operator.log()
                    .contains("which were there whole when an interrupted run was taken up"));
        }
        assertThat(content(one.key())).isEqualTo("the first's");
    }

    /** It stands still at a request: the one that writes its manifest, or the one that lists what it needs no more. */
    @ParameterizedTest
    @CsvSource({"PUT, Z.json, true", "GET, Z/&, false"})
    void whoStandsStillAtItsEndHarmsNoFileOfItsSuccessor(String method, String words, boolean noticed)
            throws IOException {
        var name = "still-" + method.toLowerCase(Locale.ROOT);
        asked(name, "incremental");
        var first = new Operator();
        var one = first.uploads.prepare(first.begins(name));
        put(one.own("HEAD/index"));
        var second = new Operator();
        var two = new AtomicReference<BackupRun>();
        try (var front = new HttpFront(
                        bucket.port(),
                        request -> {
                            var uri = URLDecoder.decode(request.getRequestURI() + "&", StandardCharsets.UTF_8);
                            if (request.getRequestMethod().equals(method) && uri.contains(words) && two.get() == null) {
                                two.set(second.uploads.prepare(second.begins(name)));
                                put(two.get().own("HEAD/index"));
                            }
                            return OptionalInt.empty();
                        },
                        request -> false);
                var store = bucket.open(front.port())) {
            ThrowingCallable end = () -> first.uploads.finish(store, one, manifest(one, 1, file(one)));
            if (noticed) {
                assertThatThrownBy(end).isInstanceOf(Superseded.class);
            } else {
                assertThatCode(end).doesNotThrowAnyException();
            }
        }
        second.uploads.finish(bucket.store(), two.get(), manifest(two.get(), 1, file(two.get())));

        assertThat(stored(name)).singleElement().satisfies(backup -> assertThat(backup.good())
                .isTrue());
        assertThat(bucket.store().list(name + "/"))
                .extracting(StoredObject::key)
                .containsExactlyInAnyOrder(
                        name + "/.owner.json", one.key(), two.get().own("HEAD/index"));
    }

    @Test
    void aManifestOfAnotherSnapshotThanTheRecordedOneDoesNotCount() throws IOException {
        asked("another", "tar");
        var first = new Operator();
        var one = first.snaps(first.uploads.prepare(first.begins("another")), "snapshot-1");
        first.finishes(one, "the first's");
        var second = new Operator();
        second.snaps(second.begins("another"), "snapshot-2");
        var third = new Operator();
        assertThat(third.uploads.prepare(third.begins("another")).stored()).isNull();
    }

    @Test
    void filesOfAnAttemptThatFailedGoWhenTheBackupIsFinished() throws IOException {
        asked("attempts", "incremental");
        var first = new Operator();
        var one = first.uploads.prepare(first.begins("attempts"));
        put(one.own("HEAD/index"));
        put(one.folder().pending(one.time()));
        var second = new Operator();
        var two = second.uploads.prepare(second.begins("attempts"));
        put(two.own("HEAD/index"));
        second.uploads.finish(bucket.store(), two, manifest(two, 1, file(two)));

        assertThat(bucket.store().list("attempts/"))
                .extracting(StoredObject::key)
                .containsExactlyInAnyOrder("attempts/.owner.json", two.key(), two.own("HEAD/index"));
    }

    private static void asked(String name, String format) {
        asked(clusters, name, format);
    }

    private static void asked(Prometheuses in, String name, String format) {
        in.apply(
                name,
                "{backup: {enabled: true, bucket: bucket, format: %s, endpoint: '%s', credentialsSecretRef: {name: store}}}"
                        .formatted(format, bucket.location().endpoint()));
        in.annotate(name, BackupTarget.REQUEST, "once");
    }

    private static Manifest.File file(BackupRun run) {
        return new Manifest.File("HEAD/index", 1, "0", run.own("HEAD/index"), 0);
    }

    private static void put(String key) {
        bucket.store().put(key, new byte[1], "application/octet-stream");
    }

    private static PartedUpload archive(BackupRun run, String text) throws IOException {
        var upload = new PartedUpload(bucket.store(), run.key(), "application/x-tar", text.length(), bytes -> {});
        upload.write(text.getBytes(StandardCharsets.UTF_8));
        return upload;
    }

    private static Manifest manifest(BackupRun run, long bytes, Manifest.File... files) {
        return run.manifest(
                run.isIncremental() ? "incremental" : "tar",
                "prometheus",
                Optional.empty(),
                bytes,
                bytes,
                run.isIncremental() ? null : "0",
                Arrays.asList(files),
                Instant.now());
    }

    private static String content(String key) throws IOException {
        try (var in = bucket.store().read(key, 0, 100)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<StoredBackup> stored(String name) {
        return BackupCatalog.list(bucket.store(), name + "/");
    }

    /** One operator, which believes that it leads. */
    private static final class Operator {
        private final Backups backups;
        private final Uploads uploads;

        private Operator() {
            var client = cluster.client();
            var clock = Clock.systemUTC();
            var outcomes = new Outcomes(
                    "backup",
                    "backups",
                    "backup",
                    new StatusWriter(client, () -> true),
                    new Events(client, clock),
                    new SimpleMeterRegistry(),
                    clock);
            backups = new Backups(client, outcomes, Duration.ZERO, new GrowingPause(Duration.ofSeconds(1)));
            uploads = new Uploads(
                    new StoreAccess(client, "", "us-east-1", new TrustedEndpoints(List.of())),
                    backups,
                    Optional::empty);
        }

        private BackupRun begins(String name) {
            return begins(clusters.get(name));
        }

        private BackupRun begins(PrometheusCluster object) {
            return backups.begin(backups.due(new PrometheusSnapshots().target(object)));
        }

        private BackupRun snaps(BackupRun run, String snapshot) {
            var snapped =
                    run.on(run.target().object().getMetadata().getName() + "-0").snapped(snapshot);
            backups.record(snapped);
            return snapped;
        }

        private void stores(BackupRun run, String text) throws IOException {
            try (var upload = archive(run, text)) {
                uploads.complete(run, upload);
            }
        }

        private void finishes(BackupRun run, String text) throws IOException {
            stores(run, text);
            uploads.finish(bucket.store(), run, manifest(run, text.length()));
        }
    }
}
