package io.cameleer.backup.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartSizeTest {
    @Test
    void tenThousandPartsSufficeForTheLargestObjectThatS3Allows() {
        var sent = 0L;
        for (var part = 0; part < 10_000; part++) {
            sent += PartSize.after(sent);
        }
        assertThat(sent).isGreaterThanOrEqualTo(5L << 40);
    }

    @Test
    void partsOfAFewGibibytesStaySmall() {
        assertThat(PartSize.after(0)).isEqualTo(8 << 20);
        assertThat(PartSize.after(4L << 30)).isEqualTo(8 << 20);
    }
}
