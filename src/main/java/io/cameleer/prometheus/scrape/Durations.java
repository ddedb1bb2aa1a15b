package io.cameleer.prometheus.scrape;

import com.fasterxml.jackson.databind.JsonNode;
import io.cameleer.prometheus.scrape.ScrapeConfigRules.Findings;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Durations as Prometheus writes them, such as {@code 1h30m}: every unit at most once, the larger ones first. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile(
            "(?:(\\d+)y)?(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m(?!s))?(?:(\\d+)s)?(?:(\\d+)ms)?");
    private static final long[] MILLISECONDS = {
        365L * 86_400_000, 7L * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000, 1
    };
    private static final long GLOBAL_INTERVAL = 30_000;

    private Durations() {}

    /** Milliseconds, or nothing when it is no duration, as when it is longer than the 292 years that Prometheus counts. */
    public static OptionalLong parse(String text) {
        if (text.equals("0")) {
            return OptionalLong.of(0);
        }
        var matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            return OptionalLong.empty();
        }
        var sum = 0L;
        try {
            for (var i = 0; i < MILLISECONDS.length; i++) {
                if (matcher.group(i + 1) != null) {
                    sum = Math.addExact(sum, Math.multiplyExact(Long.parseLong(matcher.group(i + 1)), MILLISECONDS[i]));
                }
            }
            // Go counts nanoseconds in 64 bits.
            Math.multiplyExact(sum, 1_000_000L);
            return OptionalLong.of(sum);
        } catch (ArithmeticException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    static void check(JsonNode value, String at, Findings found) {
        found.require(
                value.isValueNode() && parse(value.asText()).isPresent(),
                at,
                "is no duration",
                "write a number with one of ms, s, m, h, d, w, y, as 15s");
    }

    /** A scrape may not take longer than the time between two of them. */
    static void interval(JsonNode item, String at, Findings found) {
        var interval =
                item.has("scrape_interval") ? parse(item.path("scrape_interval").asText()) : OptionalLong.empty();
        var timeout =
                item.has("scrape_timeout") ? parse(item.path("scrape_timeout").asText()) : OptionalLong.empty();
        var effective = interval.orElse(0) == 0 ? GLOBAL_INTERVAL : interval.getAsLong();
        if (timeout.orElse(0) > effective) {
            found.add(
                    at + ".scrape_timeout",
                    "is longer than the scrape_interval of " + effective / 1000.0 + " s",
                    "shorten it or scrape less often");
        }
    }
}
