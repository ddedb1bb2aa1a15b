package io.cameleer.backup.store;

/**
 * How large the parts of a multipart upload are when the length of the whole is unknown: small at first, growing with
 * what was sent, so that 10,000 parts suffice for the 5 TiB that S3 allows an object.
 */
final class PartSize {
    /** The size of the first parts, in bytes. */
    static final int SMALLEST = 8 << 20;

    /** Java's largest array, roughly, and well below the 5 GiB that S3 allows a part. */
    private static final int LARGEST = 1 << 30;

    private PartSize() {}

    /** The size of the next part, in bytes, when {@code sent} bytes have gone before. */
    static int after(long sent) {
        var wanted = sent / 900;
        var whole = (wanted + (1 << 20) - 1) >> 20 << 20;
        return (int) Math.min(LARGEST, Math.max(SMALLEST, whole));
    }
}
