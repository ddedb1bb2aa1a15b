package io.cameleer.backup.store;

import java.util.List;

/** An object on its way into a store, part by part. Parts may be sent at the same time and in any order. */
interface ObjectParts {
    /**
     * Sends one part; the store verifies its checksum.
     *
     * @param number from 1, without gaps
     * @return what {@link #complete} needs of it
     */
    String send(int number, byte[] content, int length);

    /** Makes the object appear, of all parts in their order. */
    void complete(List<String> parts);

    /** Removes what was sent. */
    void abort();
}
