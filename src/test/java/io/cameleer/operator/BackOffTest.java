package io.cameleer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    void aPausedQueueStartsNothingUntilItResumes() throws InterruptedException {
        var workers = new BoundedVirtualThreads(2);
        workers.pause();
        var ran = new CountDownLatch(1);
        workers.execute(ran::countDown);
        assertThat(ran.await(Duration.ofMillis(200).toMillis(), TimeUnit.MILLISECONDS))
                .isFalse();
        workers.resume();
        assertThat(ran.await(5, TimeUnit.SECONDS)).isTrue();
        workers.shutdown();
    }
}
