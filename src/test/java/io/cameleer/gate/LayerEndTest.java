package io.cameleer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;

class LayerEndTest {
    @Test
    void failuresThatDifferInNumbersOnlyHaveOneCauseAndOthersHaveNot() {
        assertThat(cause(() -> assertThat(403).isEqualTo(503)))
                .isEqualTo(cause(() -> assertThat(200).isEqualTo(404)))
                .isEqualTo("AssertionFailedError: expected: # but was: #");
        assertThat(cause(() -> assertThat("Active").isEqualTo("Failed")))
                .isNotEqualTo(cause(() -> assertThat("shop").isEqualTo("blog")));
        assertThat(LayerEnd.cause(new IllegalStateException()))
                .isEqualTo("IllegalStateException: java.lang.IllegalStateException");
    }

    private static String cause(ThrowableAssert.ThrowingCallable fails) {
        return LayerEnd.cause(Assertions.catchThrowable(fails));
    }
}
