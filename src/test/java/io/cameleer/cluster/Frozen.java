package io.cameleer.cluster;

/** Something that stands still until it is closed. */
public interface Frozen extends AutoCloseable {
    @Override
    void close();
}
