package io.cameleer.backup.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartSizeTest {
    @Test
    void tenThousandPartsSufficeForTheLargestObjectThatS3Allows() {
        var sent = 0L;
        for (var part = 0; part < 10_000; part++) {
            sent += PartSize.after(sent, 0);
        }
        assertThat(sent).isGreaterThanOrEqualTo(5L << 40);
    }

    @Test
    void partsOfAFewGibibytesStaySmall() {
        assertThat(PartSize.after(0, 0)).isEqualTo(8 << 20);
        assertThat(PartSize.after(4L << 30, 0)).isEqualTo(8 << 20);
    }

    @Test
    void aKnownLengthIsSentInTheSmallestPartsThatTenThousandAllow() {
        for (var expected : new long[] {1, 20L << 30, 70L << 30, 100L << 30, 1L << 40, 5L << 40}) {
            var sent = 0L;
            var parts = 0;
            var largest = 0;
            while (sent < expected) {
                var part = PartSize.after(sent, expected);
                largest = Math.max(largest, part);
                sent += part;
                parts++;
            }
            assertThat(parts).as("parts of " + expected).isLessThanOrEqualTo(10_000);
            assertThat((long) largest)
                    .as("the largest of " + expected)
                    .isLessThanOrEqualTo(Math.max(PartSize.SMALLEST, expected / 9000 + (1 << 20)));
        }
    }
}
