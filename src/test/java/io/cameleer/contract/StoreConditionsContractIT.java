package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.cameleer.backup.BackupException;
import io.cameleer.backup.store.PartedUpload;
import io.cameleer.backup.store.Store;
import io.cameleer.cluster.HttpFront;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that are written if nobody else wrote them, in each kind of store, by a real server. */
class StoreConditionsContractIT {
    private static RealStores stores;

    @BeforeAll
    static void start() throws IOException {
        stores = RealStores.get();
        stores.bucket("conditions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "gcs", "azure"})
    void ofManyThatWriteAnObjectWhichThereMayBeOnceOneSucceeds(String provider) throws Exception {
        try (var store = RealStores.open(provider, "conditions", stores.port(provider));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var written = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(
                            () -> store.putIfAbsent("once", new byte[] {(byte) i}, "text/plain") ? i : -1))
                    .toList();
            var winners = new ArrayList<Integer>();
            for (var result : written) {
                winners.add(result.get());
            }
            winners.removeIf(i -> i < 0);
            assertThat(winners).hasSize(1);
            try (var in = store.read("once", 0, 1)) {
                assertThat(in.read()).isEqualTo(winners.getFirst());
            }
            assertThat(store.putIfAbsent("once", new byte[] {99}, "text/plain")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "gcs", "azure"})
    void whatSomebodyElseWroteMeanwhileIsNotReplaced(String provider) throws IOException {
        try (var front = new HttpFront(stores.port(provider), this::asGoogleComposes, request -> false);
                var store = RealStores.open(provider, "conditions", front.port())) {
            isReplacedOnlyWhenItIsWhatWasFound(store);
            stores.nothingIsUnderWay(provider, "conditions");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "gcs", "azure"})
    void anUploadWhoseLastAnswerWasLostIsKnownAgain(String provider) throws IOException {
        var lost = new AtomicInteger();
        try (var front = new HttpFront(
                        stores.port(provider),
                        this::asGoogleComposes,
                        request -> isLast(request) && lost.incrementAndGet() == 1);
                var store = RealStores.open(provider, "conditions", front.port())) {
            store.delete(List.of("taken"));
            for (var content : List.of(new byte[] {1}, new byte[] {2})) {
                lost.set(0);
                RealStores.upload(store, "taken", content);
                assertThat(lost).as("lost answers").hasPositiveValue();
                assertThat(content(store, "taken", 1)).isEqualTo(content);
            }
            stores.nothingIsUnderWay(provider, "conditions");
        }
    }

    /** Whether a request is the one with which an object appears, in each provider's protocol. */
    private static boolean isLast(HttpExchange request) {
        var uri = request.getRequestURI().toString();
        return request.getRequestMethod().equals("POST") && uri.contains("uploadId=")
                || uri.contains("/taken/compose")
                || uri.contains("comp=blocklist") && request.getRequestMethod().equals("PUT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "gcs", "azure"})
    void ofTwoUploadsUnderOneKeyTheOneThatIsGivenUpHarmsTheOtherNot(String provider) throws IOException {
        try (var store = RealStores.open(provider, "conditions", stores.port(provider));
                var other = upload(store, 9 << 20)) {
            other.finish();
            upload(store, 10 << 20).close();
            other.complete(Optional.empty());
            assertThat(store.find("two"))
                    .hasValueSatisfying(object -> assertThat(object.bytes()).isEqualTo(9 << 20));
        }
        stores.nothingIsUnderWay(provider, "conditions");
    }

    @Test
    void anUploadThatIsGivenUpOnAzureLeavesNoEmptyBlobWhenAnAnswerIsLost() throws IOException {
        var lost = new AtomicInteger();
        try (var front = new HttpFront(
                        stores.port("azure"),
                        request -> OptionalInt.empty(),
                        request -> isLast(request) && lost.incrementAndGet() == 1);
                var store = RealStores.open("azure", "conditions", front.port())) {
            store.delete(List.of("two"));
            upload(store, 9 << 20).close();
            assertThat(lost).as("lost answers").hasPositiveValue();
            assertThat(store.find("two")).isEmpty();
            stores.nothingIsUnderWay("azure", "conditions");
        }
    }

    private static PartedUpload upload(Store store, int bytes) {
        var upload = new PartedUpload(store, "two", "text/plain", 0, sent -> {});
        upload.write(new byte[bytes], 0, bytes);
        return upload;
    }

    @Test
    void anS3ServerThatKnowsNoConditionsIsAskedWhatIsThere() throws IOException {
        var refused = new AtomicInteger();
        try (var front = new HttpFront(
                        stores.port("s3"), request -> withoutConditions(request, refused), request -> false);
                var store = RealStores.open("s3", "conditions", front.port())) {
            isReplacedOnlyWhenItIsWhatWasFound(store);
            assertThat(refused).hasValue(7);
            stores.nothingIsUnderWay("s3", "conditions");
        }
    }

    private static void isReplacedOnlyWhenItIsWhatWasFound(Store store) throws IOException {
        store.delete(List.of("taken"));
        var nothing = store.find("taken");
        RealStores.upload(store, "taken", new byte[] {1});
        var first = store.find("taken");
        RealStores.upload(store, "taken", new byte[] {2});
        for (var old : List.of(nothing, first)) {
            try (var late = new PartedUpload(store, "taken", "text/plain", 1, bytes -> {})) {
                late.write(3);
                assertThatThrownBy(() -> late.complete(old))
                        .isInstanceOf(BackupException.class)
                        .hasMessageContaining("taken is not what it was when this began; somebody else writes it");
            }
            assertThat(store.putIfUnchanged("taken", old, new byte[] {4}, "text/plain"))
                    .isFalse();
        }
        assertThat(content(store, "taken", 1)).containsExactly(2);
        assertThat(store.putIfUnchanged("taken", store.find("taken"), new byte[] {5}, "text/plain"))
                .isTrue();
        assertThat(content(store, "taken", 1)).containsExactly(5);
    }

    private static byte[] content(Store store, String key, int bytes) throws IOException {
        try (var in = store.read(key, 0, bytes)) {
            return in.readAllBytes();
        }
    }

    /** fake-gcs-server composes whatever the condition; Google's answers 412 where the target is of another generation. */
    private OptionalInt asGoogleComposes(HttpExchange request) {
        if (!request.getRequestURI().getPath().endsWith("/taken/compose")) {
            return OptionalInt.empty();
        }
        var condition = "ifGenerationMatch=" + stores.gcs().generation("conditions", "taken");
        return ("&" + request.getRequestURI().getQuery() + "&").contains("&" + condition + "&")
                ? OptionalInt.empty()
                : OptionalInt.of(412);
    }

    private static OptionalInt withoutConditions(HttpExchange request, AtomicInteger refused) {
        var headers = request.getRequestHeaders();
        if (!headers.containsKey("If-Match") && !headers.containsKey("If-None-Match")) {
            return OptionalInt.empty();
        }
        refused.incrementAndGet();
        return OptionalInt.of(501);
    }
}
