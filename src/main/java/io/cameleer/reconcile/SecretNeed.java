package io.cameleer.reconcile;

import java.util.List;

/**
 * A Secret that a spec refers to.
 *
 * @param path the field with its name, as in {@code spec.remoteWrite[0].basicAuthSecretRef.name}
 * @param name the Secret's name
 * @param keys the keys that it must have
 */
public record SecretNeed(String path, String name, List<String> keys) {}
