package io.cameleer.backup.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Waiting;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class PartMemoryTest {
    private static final int SIZE = 8 << 20;

    private final Semaphore share = new Semaphore(20 << 10);

    @Test
    void anUploadFillsOnePartWhileTwoAreOnTheirWay() throws InterruptedException {
        try (var memory = new PartMemory(share)) {
            var second = memory.next(SIZE);
            var third = memory.next(SIZE);
            assertThat(share.availablePermits()).isEqualTo(4 << 10);
            waits(memory, second);
            assertThat(third).hasSize(SIZE);
        }
        assertThat(share.availablePermits()).as("given back").isEqualTo(20 << 10);
    }

    @Test
    void anUploadForWhichNothingIsLeftSendsItsOnlyPartBeforeItFillsItAgain() throws InterruptedException {
        try (var first = new PartMemory(share);
                var second = new PartMemory(share)) {
            first.next(SIZE);
            first.next(SIZE);
            waits(second, new byte[SIZE]);
        }
    }

    @Test
    void aSmallUploadTakesLittleAndALargeOneGrowsToItsParts() {
        var part = PartMemory.first(SIZE);
        assertThat(part).hasSize(64 << 10);
        var sizes = 0;
        for (var length = part.length; length < SIZE; length = PartMemory.larger(new byte[length], SIZE)) {
            sizes++;
        }
        assertThat(sizes).as("copies of a part that becomes full").isEqualTo(4);
        assertThat(PartMemory.larger(new byte[4 << 20], SIZE)).isEqualTo(SIZE);
    }

    private static void waits(PartMemory memory, byte[] onItsWay) {
        var next = new FutureTask<>(() -> memory.next(SIZE));
        var filling = Thread.ofPlatform().daemon().start(next);
        Waiting.until(
                "the upload to wait, or to have what it needs",
                () -> next.isDone() || filling.getState() == Thread.State.WAITING);
        assertThat(next.isDone()).as("something is free before a part was sent").isFalse();
        memory.done(onItsWay);
        Waiting.until("the part that was sent", next::isDone);
        assertThat(next.resultNow()).isSameAs(onItsWay);
    }
}
