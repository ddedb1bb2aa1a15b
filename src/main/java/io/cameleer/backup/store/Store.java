package io.cameleer.backup.store;

import io.cameleer.backup.BackupException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A bucket of one of three kinds of object store. Every method throws {@link BackupException} when the store refuses or
 * cannot be reached; its message names the field to correct. An instance serves many threads.
 */
public sealed interface Store extends AutoCloseable permits S3Store, GcsStore, AzureStore {
    /** All objects whose key begins with a prefix, in the order of their keys, however many. */
    List<StoredObject> list(String prefix);

    /** The objects directly in a folder; what lies in folders below it is left out. */
    List<StoredObject> listFolder(String folder);

    /** One object, or nothing when there is none of that key. */
    Optional<StoredObject> find(String key);

    /**
     * A part of an object, over one connection.
     *
     * @param offset the first byte
     * @param length the number of bytes, 1 at least
     * @throws IOException when the connection fails
     */
    InputStream read(String key, long offset, long length) throws IOException;

    /** Writes a small object, replacing what was there. */
    void put(String key, byte[] content, String contentType);

    /**
     * Writes a small object if its key still holds what was found there.
     *
     * @param found what was there, nothing when there was none
     * @return false when it does not, or may not; it may also be what this very call wrote, whose first answer was lost
     */
    boolean putIfUnchanged(String key, Optional<StoredObject> found, byte[] content, String contentType);

    /** Writes a small object if there is none of its key; otherwise as above. */
    default boolean putIfAbsent(String key, byte[] content, String contentType) {
        return putIfUnchanged(key, Optional.empty(), content, contentType);
    }

    /** Begins an object that is sent in parts; nothing appears under its key before {@link ObjectParts#complete}. */
    ObjectParts begin(String key, String contentType);

    /** Deletes objects; those that do not exist count as deleted. */
    void delete(Collection<String> keys);

    /** Removes what unfinished uploads to a key left behind. */
    void abortUploads(String key);

    /** The store's address, for people. */
    String address();

    @Override
    void close();
}
