package io.cameleer.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.tls.TlsSettings.Renewal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TlsSettingsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TlsSettings SETTINGS =
            new TlsSettings(TlsSettings.Mode.MANAGED, "", "operators", "tls", List.of("host"), Duration.ofDays(90));

    @Test
    void aCertificateIsRenewedInItsLastThirdAndShownAnHourLater() {
        assertThat(renewal(Duration.ofDays(31), null)).isEqualTo(Renewal.NONE);
        assertThat(renewal(Duration.ofDays(30), null)).isEqualTo(Renewal.PREPARE);
        assertThat(renewal(Duration.ofDays(30), Duration.ofMinutes(59))).isEqualTo(Renewal.NONE);
        assertThat(renewal(Duration.ofDays(30), Duration.ofMinutes(60))).isEqualTo(Renewal.SHOW);
    }

    @Test
    void theNextIsShownAtOnceWhenTheOneBeforeIsOver() {
        assertThat(renewal(Duration.ZERO, null)).isEqualTo(Renewal.PREPARE);
        assertThat(renewal(Duration.ofDays(-3), Duration.ofSeconds(1))).isEqualTo(Renewal.SHOW);
    }

    private static Renewal renewal(Duration left, Duration known) {
        return SETTINGS.renewal(NOW, NOW.plus(left), Optional.ofNullable(known).map(NOW::minus));
    }
}
