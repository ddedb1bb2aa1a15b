package io.cameleer.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.util.function.LongConsumer;

/** A lock that tells when it was last taken or renewed, in nanoseconds of the process' own clock. */
record NotedLock(Lock lock, LongConsumer renewed) implements Lock {
    @Override
    public LeaderElectionRecord get(KubernetesClient client) {
        return lock.get(client);
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord leader) {
        var begun = System.nanoTime();
        lock.create(client, leader);
        renewed.accept(begun);
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord leader) {
        var begun = System.nanoTime();
        lock.update(client, leader);
        renewed.accept(begun);
    }

    @Override
    public String identity() {
        return lock.identity();
    }

    @Override
    public String describe() {
        return lock.describe();
    }
}
