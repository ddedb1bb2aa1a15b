package io.cameleer.kubeblocks.backup;

import io.cameleer.backup.StoreAccess;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoredObject;
import io.cameleer.kubeblocks.Cluster;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import java.util.List;

/** Removes the backups of a cluster whose termination policy is WipeOut. */
public final class BackupWipe {
    private final DescribedBackups backups;
    private final StoreAccess stores;

    /** Works on the stores of repositories. */
    public BackupWipe(DescribedBackups backups, StoreAccess stores) {
        this.backups = backups;
        this.stores = stores;
    }

    /**
     * A removal.
     *
     * @param keys the objects
     * @param plan the same in words, for the audit log
     */
    public record Step(Cluster cluster, List<String> keys, Plan plan) {}

    /**
     * What is to be removed, if anything.
     *
     * @throws io.cameleer.backup.BackupException when the store cannot be asked: the cluster stays until it can, or until its
     *     policy is another
     */
    public List<Step> steps(Reconciliation<Cluster> reconciliation) {
        var cluster = reconciliation.primary();
        if (!cluster.getSpec().terminationPolicy().equals("WipeOut")) {
            return List.of();
        }
        return backups.place(cluster).stream()
                .map(place -> keys(cluster, place))
                .filter(keys -> !keys.isEmpty())
                .map(keys -> new Step(
                        cluster,
                        keys,
                        Plan.step(
                                cluster,
                                "wipe",
                                "BackupsRemoved",
                                keys.size() + " objects of its backups are removed, as its policy is WipeOut")))
                .toList();
    }

    private List<String> keys(Cluster cluster, DescribedBackups.Place place) {
        try (var store = open(cluster, place)) {
            return store.list(place.location().folder(cluster.getMetadata().getName())).stream()
                    .map(StoredObject::key)
                    .toList();
        }
    }

    /** Removes them. */
    public void carryOut(Step step) {
        try (var store = open(step.cluster(), backups.place(step.cluster()).orElseThrow())) {
            store.delete(step.keys());
        }
    }

    private Store open(Cluster cluster, DescribedBackups.Place place) {
        return stores.open(place.location(), cluster.getMetadata().getNamespace(), place.secret());
    }
}
