package io.cameleer.greptimedb.etcd;

/**
 * A member of etcd as etcd itself lists it.
 *
 * @param id etcd's own number for it
 * @param name the name of its pod, empty until it has started
 * @param peerUrl the address by which other members reach it
 * @param learner whether it does not vote yet
 */
public record Member(String id, String name, String peerUrl, boolean learner) {
    /** Whether it has ever started. */
    boolean started() {
        return !name.isEmpty();
    }
}
