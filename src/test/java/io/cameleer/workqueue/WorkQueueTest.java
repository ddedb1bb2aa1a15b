package io.cameleer.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private static final Instant NOW = Instant.ofEpochSecond(10_000);

    private final WorkQueue queue = new WorkQueues(Clock.fixed(NOW, ZoneOffset.UTC)).named("backup");

    @Test
    void whatIsDueForLongestComesFirstAndWhatIsAsOldInTheOrderOfItsArrival() {
        offer(Due.of("late", 9), Due.of("early", 1), Due.of("one", 5), Due.of("other", 5));
        assertThat(queue.overdue("backup")).isEqualTo(Duration.ofSeconds(10_000 - 1));
        assertThat(taken()).containsExactly("early", "one", "other", "late");
        assertThat(queue.overdue("backup")).isZero();
    }

    @Test
    void anObjectHasOneItemTheLastWhichKeepsThePlaceOfTheFirst() {
        offer(Due.of("one", 1, "first"), Due.of("other", 2));
        offer(Due.of("one", 7, "last"));
        assertThat(queue.depth("backup")).isEqualTo(2);
        assertThat(queue.poll("backup")).hasValueSatisfying(item -> {
            assertThat(((Due) item).name()).isEqualTo("one");
            assertThat(((Due) item).what()).isEqualTo("last");
        });
    }

    @Test
    void whatTurnsOutToBeDueForLongerMovesForward() {
        offer(Due.of("one", 5), Due.of("other", 6));
        offer(Due.of("other", 1));
        assertThat(taken()).containsExactly("other", "one");
    }

    @Test
    void whatClaimsToBeDueLaterThanNowDoesNotWaitForThat() {
        offer(Due.of("of a wrong clock", 2_000_000), Due.of("now", 10_000));
        assertThat(queue.overdue("backup")).isZero();
        assertThat(taken()).containsExactly("of a wrong clock", "now");
    }

    @Test
    void anObjectThatHasHadItsTurnWaitsForTheTurnsOfOthers() {
        offer(Due.of("failing", 1), Due.of("younger", 9_000));
        var failing = queue.poll("backup").orElseThrow();
        queue.done(failing);
        offer(Due.of("failing", 1));
        assertThat(taken()).containsExactly("younger", "failing");
    }

    @Test
    void nothingOfAnObjectThatIsWorkedOnWaits() {
        offer(Due.of("one", 1));
        var item = queue.poll("backup").orElseThrow();
        assertThat(queue.offer(Due.of("one", 2), "backup")).isFalse();
        assertThat(queue.poll("backup")).isEmpty();

        var told = new Told();
        queue.tell(told);
        queue.abandon("other");
        assertThat(told.abandoned()).isEmpty();
        queue.abandon("backup");
        assertThat(told.abandoned()).containsExactly("one");
        assertThat(queue.offer(Due.of("one", 2), "backup"))
                .as("it has not come to its end yet")
                .isFalse();
        queue.done(item);
        assertThat(told.done()).containsExactly("one");
        assertThat(queue.offer(Due.of("one", 2), "backup")).isTrue();
    }

    @Test
    void anItemMovesFromOneLaneToAnother() {
        queue.offer(Due.of("one", 1), "long");
        queue.offer(Due.of("one", 2), "short");
        assertThat(queue.depth("long")).isZero();
        assertThat(queue.poll("long")).isEmpty();
        assertThat(queue.poll("short")).isPresent();
        assertThat(queue.offer(Due.of("one", 3), "long"))
                .as("it is worked on, in whichever lane")
                .isFalse();
    }

    @Test
    void whatWaitsIsForgottenButNotWhatIsWorkedOn() {
        offer(Due.of("one", 1), Due.of("other", 2));
        var item = queue.poll("backup").orElseThrow();
        queue.clear("backup");
        assertThat(queue.depth("backup")).isZero();
        assertThat(queue.offer(Due.of("other", 2), "backup")).isTrue();
        assertThat(queue.offer((Due) item, "backup")).isFalse();
    }

    @Test
    void ofThousandsThatAreOfferedAgainAndAgainEachHasItsTurnByAge() {
        var size = 5_000;
        for (var look = 0; look < 3; look++) {
            IntStream.range(0, size).forEach(i -> offer(Due.of("c" + i, size - i)));
        }
        assertThat(queue.depth("backup")).isEqualTo(size);
        assertThat(taken())
                .isEqualTo(IntStream.iterate(size - 1, i -> i >= 0, i -> i - 1)
                        .mapToObj(i -> "c" + i)
                        .toList());
    }

    private void offer(Due... items) {
        for (var item : items) {
            assertThat(queue.offer(item, "backup")).isTrue();
        }
    }

    private List<String> taken() {
        var names = new ArrayList<String>();
        for (var item = queue.poll("backup"); item.isPresent(); item = queue.poll("backup")) {
            names.add(((Due) item.get()).name());
        }
        return names;
    }
}
