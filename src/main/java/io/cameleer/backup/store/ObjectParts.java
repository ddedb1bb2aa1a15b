package io.cameleer.backup.store;

import java.util.List;
import java.util.Optional;

/** An object on its way into a store, part by part. Parts may be sent at the same time and in any order. */
interface ObjectParts {
    /** The name under which an object bears whose upload made it: a store that repeats a request whose answer was lost finds its own. */
    String UPLOAD = "cameleerupload";

    /**
     * Sends one part; the store verifies its checksum.
     *
     * @param number from 1, without gaps
     * @return what {@link #complete} needs of it
     */
    String send(int number, byte[] content, int length);

    /**
     * Makes the object appear, of all parts in their order, if its key still holds what was found there.
     *
     * @param found what was there, nothing when there was none
     * @throws io.cameleer.backup.BackupException when it does not, or when the store refuses
     */
    void complete(List<String> parts, Optional<StoredObject> found);

    /** Removes what was sent. */
    void abort();
}
