package io.cameleer.failover;

import java.time.Instant;

/**
 * What one look at a pod showed.
 *
 * @param name the pod's name
 * @param uid its identity: one that is made anew has another
 * @param running whether its database's container runs and the pod is not about to go
 * @param started when that container started, null when it does not run
 * @param ready whether the database says that it serves
 * @param replaying whether it says that it still reads its log, which may take long and is no fault
 * @param answer what it said, for people
 */
record PodReading(
        String name, String uid, boolean running, Instant started, boolean ready, boolean replaying, String answer) {}
