package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.store.PartedUpload;
import io.cameleer.backup.store.ResumingRead;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoredObject;
import io.cameleer.backup.store.Stores;
import io.cameleer.cluster.Azurite;
import io.cameleer.cluster.CuttingProxy;
import io.cameleer.cluster.CuttingProxy.Direction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What backups rely on, of each kind of store, by a real server. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("StoreContractIT")
class StoreContractIT {
    private static final int SEEDS = 20;
    private static RealStores stores;

    @BeforeAll
    static void start() throws IOException {
        stores = RealStores.get();
        stores.bucket("bucket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "gcs", "azure"})
    void anObjectOfUnknownLengthArrivesWholeAndIsReadFromAnywhere(String provider) throws IOException {
        try (var store = RealStores.open(provider, "bucket", stores.port(provider))) {
            var content = random(1, (40 << 20) + 123);
            var stored = RealStores.upload(store, "whole/object.tar", content);
            assertThat(stored.bytes()).isEqualTo(content.length);
            assertThat(stored.parts()).isGreaterThan(4);
            assertThat(store.find("whole/object.tar"))
                    .hasValueSatisfying(found -> assertThat(found.bytes()).isEqualTo(content.length));
            for (var offset : List.of(0, 1, 8 << 20, content.length - 1)) {
                try (var in = new ResumingRead(store, "whole/object.tar", offset, content.length - offset)) {
                    assertThat(in.readAllBytes())
                            .isEqualTo(java.util.Arrays.copyOfRange(content, offset, content.length));
                }
            }
            assertThat(store.list("whole/")).extracting(StoredObject::key).containsExactly("whole/object.tar");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "gcs", "azure"})
    void fault5AnUploadThatIsGivenUpLeavesNothing(String provider) {
        try (var store = RealStores.open(provider, "bucket", stores.port(provider))) {
            try (var upload = new PartedUpload(store, "given-up/object", "text/plain", 0, bytes -> {})) {
                upload.write(random(2, 20 << 20), 0, 20 << 20);
            }
            assertThat(store.find("given-up/object")).isEmpty();
            assertThat(store.list("given-up/")).isEmpty();
            stores.nothingIsUnderWay(provider, "bucket");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "gcs", "azure"})
    void anUploadWhoseProcessDiedIsRemovedByTheNext(String provider) {
        try (var store = RealStores.open(provider, "bucket", stores.port(provider))) {
            var abandoned = new PartedUpload(store, "died/object", "text/plain", 0, bytes -> {});
            abandoned.write(random(3, 20 << 20), 0, 20 << 20);
            abandoned.finish();
            store.abortUploads("died/object");
            assertThat(store.find("died/object")).isEmpty();
            assertThat(store.list("died/")).isEmpty();
            stores.nothingIsUnderWay(provider, "bucket");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "gcs", "azure"})
    void fault5MoreThanAThousandObjectsAreListedAndDeleted(String provider) {
        try (var store = RealStores.open(provider, "bucket", stores.port(provider));
                var threads = Executors.newFixedThreadPool(8)) {
            var keys = IntStream.range(0, 1203)
                    .mapToObj(number -> "many/%s%04d".formatted(number % 10 == 0 ? "below/" : "", number))
                    .toList();
            keys.stream()
                    .map(key -> threads.submit(() -> store.put(key, new byte[] {1, 2, 3}, "text/plain")))
                    .toList()
                    .forEach(StoreContractIT::done);
            assertThat(store.list("many/")).extracting(StoredObject::key).containsExactlyInAnyOrderElementsOf(keys);
            assertThat(store.listFolder("many/")).hasSize(1203 - 121);
            store.delete(keys);
            assertThat(store.list("many/")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "gcs", "azure"})
    void aConnectionThatBreaksAnywhereOnTheWayUpCostsNothing(String provider) throws IOException {
        try (var proxy = new CuttingProxy(stores.port(provider));
                var store = RealStores.open(provider, "bucket", proxy.port())) {
            for (var seed = 0; seed < SEEDS; seed++) {
                var content = random(seed, (9 << 20) + seed);
                proxy.cutAfter(1 + new Random(seed).nextInt(content.length), Direction.UP);
                RealStores.upload(store, "cut/up", content);
                try (var in = new ResumingRead(store, "cut/up", 0, content.length)) {
                    assertThat(in.readAllBytes()).as("seed " + seed).isEqualTo(content);
                }
                assertThat(proxy.cuts()).as("cuts by seed " + seed).isEqualTo(seed + 1);
            }
            stores.nothingIsUnderWay(provider, "bucket");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "gcs", "azure"})
    void aConnectionThatBreaksAnywhereOnTheWayDownIsTakenUpWhereItBroke(String provider) throws IOException {
        try (var proxy = new CuttingProxy(stores.port(provider));
                var store = RealStores.open(provider, "bucket", proxy.port())) {
            var content = random(7, (9 << 20) + 7);
            RealStores.upload(store, "cut/down", content);
            for (var seed = 0; seed < SEEDS; seed++) {
                proxy.cutAfter(1 + new Random(seed).nextInt(content.length), Direction.DOWN);
                try (var in = new ResumingRead(store, "cut/down", 0, content.length)) {
                    assertThat(in.readAllBytes()).as("seed " + seed).isEqualTo(content);
                }
                assertThat(proxy.cuts()).as("cuts by seed " + seed).isEqualTo(seed + 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "gcs", "azure"})
    void aBucketThatDoesNotExistIsNamed(String provider) {
        try (var store = RealStores.open(provider, "nowhere", stores.port(provider))) {
            assertThatThrownBy(() -> RealStores.upload(store, "object", new byte[] {1}))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("spec.backup.bucket: there is no bucket nowhere");
            assertThatThrownBy(() -> store.list(""))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("spec.backup.bucket: there is no bucket nowhere");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "azure"})
    void aKeyThatTheStoreDoesNotKnowIsRefusedWithoutBeingShown(String provider) {
        var secret = provider.equals("s3")
                ? Map.of("AWS_ACCESS_KEY_ID", "nobody", "AWS_SECRET_ACCESS_KEY", "top-secret-text")
                : Map.of("AZURE_STORAGE_ACCOUNT", Azurite.ACCOUNT, "AZURE_STORAGE_KEY", "dG9wLXNlY3JldC10ZXh0");
        try (var store =
                Stores.open(RealStores.location(provider, "bucket", stores.port(provider)), Optional.of(secret))) {
            assertThatThrownBy(() -> store.list(""))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("spec.backup.credentialsSecretRef:")
                    .hasMessageContaining("refuses these credentials for bucket bucket")
                    .hasMessageNotContaining("top-secret-text")
                    .hasMessageNotContaining("dG9wLXNlY3JldC10ZXh0");
        }
    }

    @Test
    void whatTheCredentialsMayNotDoIsRefusedAndAllElseWorks() {
        assertThatThrownBy(() -> as(
                        "s3:ListBucket", "s3:GetObject", store -> RealStores.upload(store, "object", new byte[] {1})))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("refuses these credentials for bucket bucket (AccessDenied)");
        assertThatThrownBy(() -> as("s3:PutObject", "s3:GetObject", store -> store.list("")))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("refuses these credentials for bucket bucket (AccessDenied)");
        as("s3:PutObject", "s3:ListBucket", store -> {
            store.put("kept/object", new byte[] {1}, "text/plain");
            assertThatThrownBy(() -> store.delete(List.of("kept/object")))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("refuses these credentials")
                    .hasMessageContaining("AccessDenied");
            assertThat(store.list("kept/")).hasSize(1);
        });
    }

    /** Does something with credentials that allow two actions only, as a role's session gives them. */
    private static void as(String one, String other, Consumer<Store> doing) {
        var policy = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["%s", "%s"],
                 "Resource": ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"]}]}""".formatted(one, other);
        var session = stores.minio().session(policy);
        var secret = Map.of(
                "AWS_ACCESS_KEY_ID", session.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", session.secretAccessKey(),
                "AWS_SESSION_TOKEN", session.sessionToken());
        try (var store = Stores.open(RealStores.location("s3", "bucket", stores.port("s3")), Optional.of(secret))) {
            doing.accept(store);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "gcs", "azure"})
    void aStoreThatIsNotThereIsNamed(String provider) {
        try (var store = RealStores.open(provider, "bucket", 9)) {
            assertThatThrownBy(() -> store.list(""))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("spec.backup.endpoint: http://127.0.0.1:9")
                    .hasMessageContaining("cannot be reached");
        }
    }

    private static byte[] random(long seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void done(java.util.concurrent.Future<?> task) {
        try {
            task.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
