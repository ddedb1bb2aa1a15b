package io.cameleer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final AtomicLong now = new AtomicLong();
    private volatile CountDownLatch look = new CountDownLatch(0);

    @Test
    void eachReadMayTakeAsLongAsTheLimitHoweverLongAllOfThemTake() throws Exception {
        try (var silence = silence()) {
            var stream = silence.over(new InputStream() {
                @Override
                public int read() throws InterruptedIOException {
                    takes(LIMIT);
                    return 'x';
                }
            });

            for (var i = 0; i < 5; i++) {
                assertThat(stream.read()).isEqualTo('x');
            }
        }
    }

    @Test
    void whatWaitsLongerIsInterruptedAndSaysSo() {
        try (var silence = silence()) {
            var over = assertThrows(
                    Silence.TooLong.class,
                    () -> silence.bear(() -> {
                        takes(LIMIT.plusNanos(1));
                        throw new AssertionError("nobody interrupted it");
                    }));

            assertThat(over).hasMessage("nothing came or went for 8 s");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void aClientThatTakesTheInterruptionForAnEndIsNotBelieved() {
        try (var silence = silence()) {
            assertThrows(
                    Silence.TooLong.class,
                    () -> silence.bear(() -> {
                        assertThrows(InterruptedIOException.class, () -> takes(LIMIT.plusNanos(1)));
                        return -1;
                    }));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    private Silence silence() {
        var waiting = Thread.currentThread();
        return new Silence(
                LIMIT,
                () -> {
                    var time = now.get();
                    if (Thread.currentThread() != waiting) {
                        look.countDown();
                    }
                    return time;
                },
                Duration.ofMillis(5));
    }

    /** Lets so much time pass by the clock; comes back when the clock was looked at after it, unless it is interrupted. */
    private void takes(Duration time) throws InterruptedIOException {
        now.addAndGet(time.toNanos());
        var tooLong = time.compareTo(LIMIT) > 0;
        look = new CountDownLatch(tooLong ? Integer.MAX_VALUE : 2);
        try {
            look.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }
}
