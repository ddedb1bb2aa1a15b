package io.cameleer.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.backup.SnapshotFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of a TSDB block: see tsdb/docs/format in Prometheus' sources. Chunks and index never change under their block's
 * ULID; tombstones and meta.json may.
 */
public final class TsdbFormat implements SnapshotFormat {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern IMMUTABLE = Pattern.compile("[0-9A-HJKMNP-TV-Z]{26}/(index|chunks/[0-9]{6})");
    private static final Pattern META = Pattern.compile("[0-9A-HJKMNP-TV-Z]{26}/meta\\.json");

    @Override
    public boolean isImmutable(String path) {
        return IMMUTABLE.matcher(path).matches();
    }

    @Override
    public boolean tellsTimeRange(String path) {
        return META.matcher(path).matches();
    }

    @Override
    public Optional<TimeRange> timeRange(String path, byte[] content) {
        if (!tellsTimeRange(path)) {
            return Optional.empty();
        }
        try {
            JsonNode meta = JSON.readTree(content);
            // maxTime is the first millisecond that the block does not cover.
            return meta.path("minTime").isNumber() && meta.path("maxTime").isNumber()
                    ? Optional.of(new TimeRange(
                            Instant.ofEpochMilli(meta.path("minTime").asLong()),
                            Instant.ofEpochMilli(meta.path("maxTime").asLong() - 1)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
