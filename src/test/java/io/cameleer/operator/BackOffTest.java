package io.cameleer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Waiting;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BackOffTest {
    @Test
    void pausesDoubleUpToTheLongestAndNeverEnd() {
        var backOff = new BackOff(500, 60_000);
        assertThat(backOff.delay(1, 0)).isEqualTo(500);
        assertThat(backOff.delay(4, 0)).isEqualTo(4_000);
        assertThat(backOff.delay(1_000, 0)).isEqualTo(60_000);
        assertThat(backOff.delay(1, 0.999)).isBetween(400L, 401L);
        assertThat(backOff.initExecution().isLastAttempt()).isFalse();
    }

    @Test
    void aPausedQueueStartsNothingUntilItResumes() {
        var workers = new BoundedVirtualThreads(2);
        workers.pause();
        var ran = new CountDownLatch(1);
        workers.execute(ran::countDown);
        Waiting.until("the task to be held", () -> workers.waiting() == 1);
        assertThat(ran.getCount()).isEqualTo(1);
        workers.resume();
        Waiting.until("the task to run", () -> ran.getCount() == 0);
        workers.shutdown();
    }
}
