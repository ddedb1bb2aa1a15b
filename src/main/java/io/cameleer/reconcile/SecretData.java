package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a Secret holds, as text; Kubernetes keeps it in Base64. */
public final class SecretData {
    private SecretData() {}

    /** The texts of a Secret by their keys; the map may be changed. */
    public static Map<String, String> of(Secret secret) {
        var texts = new HashMap<String, String>();
        Optional.ofNullable(secret.getData())
                .orElse(Map.of())
                .forEach((key, value) ->
                        texts.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return texts;
    }

    /** Texts as a Secret has them. */
    public static Map<String, String> encoded(Map<String, String> texts) {
        var data = new HashMap<String, String>();
        texts.forEach((key, text) -> data.put(key, encoded(text)));
        return data;
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
