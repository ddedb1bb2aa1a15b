package io.cameleer.backup.store;

import java.time.Instant;

/**
 * An object in a store.
 *
 * @param key its key
 * @param bytes its size
 * @param modified when it was written, by the store's clock
 * @param version what is another when other content was written, in the form that a condition of the same store takes where one object was found, not listed
 */
public record StoredObject(String key, long bytes, Instant modified, String version) {}
