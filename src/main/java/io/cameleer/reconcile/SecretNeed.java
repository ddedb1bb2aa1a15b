package io.cameleer.reconcile;

import java.util.List;

/**
 * A Secret that a spec refers to.
 *
 * @param path the field that names it, as in {@code spec.remoteWrite[0].basicAuthSecretRef}
 * @param name the Secret's name
 * @param keys the keys that it must have
 */
public record SecretNeed(String path, String name, List<String> keys) {}
