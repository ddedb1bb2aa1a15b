package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import java.util.Optional;

/** Who may use the HTTP API. */
public record AuthSpec(
        @JsonPropertyDescription("Whether requests need a user and a password.") @Default("false")
        Boolean enabled,

        @JsonPropertyDescription("Secret with the keys username and password.")
        String credentialsSecretName) {
    /** The defaults, for objects that were stored before the schema had them. */
    public AuthSpec {
        enabled = Optional.ofNullable(enabled).orElse(false);
    }
}
