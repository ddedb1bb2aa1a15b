package io.cameleer.kubeblocks.blueprint;

import io.cameleer.kubeblocks.definition.ClusterDefinitionSpec;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The entries of the Secret by which clients connect. */
public final class Credentials {
    /** What entries may ask for, in words. */
    static final String KNOWN =
            "$(RANDOM_PASSWD), $(UUID), $(UUID_B64), $(SVC_FQDN), $(HEADLESS_SVC_FQDN) or $(SVC_PORT_name of a port)";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\(([A-Za-z0-9_.-]+)\\)");
    private static final String PORT = "SVC_PORT_";
    private static final String LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int LENGTH = 16;
    private static final Set<String> NAMES =
            Set.of("RANDOM_PASSWD", "UUID", "UUID_B64", "SVC_FQDN", "HEADLESS_SVC_FQDN");

    private Credentials() {}

    /** Placeholders that no cluster has a value for, by the keys of their entries. */
    static Map<String, String> unknown(ClusterDefinitionSpec spec) {
        var unknown = new TreeMap<String, String>();
        spec.connectionCredential().forEach((key, text) -> PLACEHOLDER
                .matcher(text)
                .results()
                .filter(found ->
                        !NAMES.contains(found.group(1)) && !found.group(1).startsWith(PORT))
                .forEach(found -> unknown.putIfAbsent(key, found.group())));
        return unknown;
    }

    /**
     * The entries for a cluster. A port that its first component does not have stays as it is written: add-ons name ports that
     * only some of their versions have.
     *
     * @param random makes passwords
     */
    public static Map<String, String> of(Blueprint blueprint, SecureRandom random) {
        var first = blueprint.definition().getSpec().componentDefs().stream()
                .flatMap(definition -> blueprint.defined(definition.name()).stream())
                .findFirst()
                .orElseThrow();
        var password = password(random);
        var identity = UUID.randomUUID();
        var values = new LinkedHashMap<String, String>();
        values.put("RANDOM_PASSWD", password);
        values.put("UUID", identity.toString());
        values.put(
                "UUID_B64",
                Base64.getEncoder().encodeToString(identity.toString().getBytes(StandardCharsets.UTF_8)));
        values.put("SVC_FQDN", first.object() + "." + blueprint.namespace() + ".svc");
        values.put("HEADLESS_SVC_FQDN", first.headless() + "." + blueprint.namespace() + ".svc");
        first.definition().ports().forEach(port -> values.put(PORT + port.name(), String.valueOf(port.port())));
        var entries = new TreeMap<String, String>();
        blueprint
                .definition()
                .getSpec()
                .connectionCredential()
                .forEach((key, text) -> entries.put(
                        key,
                        PLACEHOLDER
                                .matcher(text)
                                .replaceAll(found ->
                                        Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())))));
        return entries;
    }

    private static String password(SecureRandom random) {
        var letters = new StringBuilder();
        for (var i = 0; i < LENGTH; i++) {
            letters.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return letters.toString();
    }
}
