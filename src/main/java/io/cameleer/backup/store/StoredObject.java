package io.cameleer.backup.store;

import java.time.Instant;

/**
 * An object in a store.
 *
 * @param key its key
 * @param bytes its size
 * @param modified when it was written, by the store's clock
 */
public record StoredObject(String key, long bytes, Instant modified) {}
