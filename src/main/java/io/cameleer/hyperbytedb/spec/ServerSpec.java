package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.Optional;

/** The HTTP API. */
public record ServerSpec(
        @JsonPropertyDescription("Port of the HTTP API.") @Default("8086") @Min(1) @Max(65535)
        Integer port,

        @JsonPropertyDescription("Largest request body, in bytes.") @Default("26214400") @Min(1)
        Long maxBodySizeBytes,

        @JsonPropertyDescription("Seconds after which a request fails.") @Default("30") @Min(1)
        Integer requestTimeoutSecs,

        @JsonPropertyDescription("Seconds after which a query fails.") @Default("30") @Min(1)
        Integer queryTimeoutSecs,

        @JsonPropertyDescription("Queries that run at once; the database's own default when absent.") @Min(1)
        Integer maxConcurrentQueries,

        @JsonPropertyDescription("How HTTP is encrypted.") TlsSpec tls) {
    /** The defaults, for objects that were stored before the schema had them. */
    public ServerSpec {
        port = Optional.ofNullable(port).orElse(8086);
        maxBodySizeBytes = Optional.ofNullable(maxBodySizeBytes).orElse(26_214_400L);
        requestTimeoutSecs = Optional.ofNullable(requestTimeoutSecs).orElse(30);
        queryTimeoutSecs = Optional.ofNullable(queryTimeoutSecs).orElse(30);
        tls = Optional.ofNullable(tls).orElse(new TlsSpec(null, null, null));
    }
}
