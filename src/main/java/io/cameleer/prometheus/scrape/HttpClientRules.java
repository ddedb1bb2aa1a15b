package io.cameleer.prometheus.scrape;

import com.fasterxml.jackson.databind.JsonNode;
import io.cameleer.prometheus.scrape.ScrapeConfigRules.Findings;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** How targets are asked: credentials, TLS, parameters. */
final class HttpClientRules {
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "basic_auth",
            Set.of("username", "username_file", "username_ref", "password", "password_file", "password_ref"),
            "authorization",
            Set.of("type", "credentials", "credentials_file", "credentials_ref"),
            "tls_config",
            Set.of(
                    "ca",
                    "cert",
                    "key",
                    "ca_file",
                    "cert_file",
                    "key_file",
                    "ca_ref",
                    "cert_ref",
                    "key_ref",
                    "server_name",
                    "insecure_skip_verify",
                    "min_version",
                    "max_version"));

    private HttpClientRules() {}

    static void section(String name, JsonNode value, String at, Findings found) {
        if (!value.isObject()) {
            found.add(at, "is not an object", "write its fields below it");
            return;
        }
        if (FIELDS.containsKey(name)) {
            found.known(value, FIELDS.get(name), at);
        }
        switch (name) {
            case "basic_auth" -> {
                exclusive(value, "username", at, found);
                exclusive(value, "password", at, found);
            }
            case "authorization" -> {
                exclusive(value, "credentials", at, found);
                found.require(
                        !value.path("type").asText().equalsIgnoreCase("basic"),
                        at + ".type",
                        "is basic",
                        "use basic_auth instead");
            }
            case "params" ->
                value.properties()
                        .forEach(parameter -> found.require(
                                parameter.getValue().isArray(),
                                at + "." + Findings.quoted(parameter.getKey()),
                                "is not a list",
                                "write [value]"));
            default -> {
                // Nothing further can be said of it.
            }
        }
    }

    /** At most one way to authenticate. */
    static void credentials(JsonNode item, String at, Findings found) {
        var ways = Stream.of("basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file")
                .filter(way ->
                        !item.path(way).isMissingNode() && !item.path(way).isNull())
                .toList();
        if (ways.size() > 1) {
            found.add(at, "has " + String.join(" and ", ways), "keep one of them");
        }
    }

    private static void exclusive(JsonNode value, String name, String at, Findings found) {
        var ways = Stream.of(name, name + "_file", name + "_ref")
                .filter(way -> !value.path(way).asText().isEmpty())
                .toList();
        if (ways.size() > 1) {
            found.add(at, "has " + String.join(" and ", ways), "keep one of them");
        }
    }
}
