package io.cameleer.backup.store;

/**
 * How large the parts of an upload are. Up to three of them are in memory, so they are as small as the 10,000 parts that S3 allows
 * an object permit: 8 MiB up to 70 GiB, a nine-thousandth of the expected length beyond. When the length is unknown they
 * grow with what was sent, so that 10,000 suffice for the 5 TiB that S3 allows as well.
 */
final class PartSize {
    /** The size of the smallest parts, in bytes. */
    static final int SMALLEST = 8 << 20;

    /** Java's largest array, roughly, and well below the 5 GiB that S3 allows a part. */
    private static final int LARGEST = 1 << 30;

    private PartSize() {}

    /**
     * The size of the next part, in bytes.
     *
     * @param sent the bytes that have gone before
     * @param expected the bytes of all parts, 0 when unknown
     */
    static int after(long sent, long expected) {
        return sent < expected ? whole(expected / 9000) : whole(Math.max(expected / 9000, sent / 900));
    }

    private static int whole(long wanted) {
        var mebibytes = (wanted + (1 << 20) - 1) >> 20;
        return Math.clamp(mebibytes << 20, SMALLEST, LARGEST);
    }
}
