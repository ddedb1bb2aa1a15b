package io.cameleer.hyperbytedb.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.Patience;
import io.cameleer.backup.restore.RestoreRun;
import io.cameleer.backup.restore.RestoreSpec;
import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.backup.restore.Restores;
import io.cameleer.backup.restore.UnaskedDatabase;
import io.cameleer.backup.store.StoreLocation;
import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.hyperbytedb.backup.BackupKindSpec;
import io.cameleer.hyperbytedb.backup.BackupKindSpec.Destination;
import io.cameleer.hyperbytedb.backup.HyperbytedbBackup;
import io.cameleer.hyperbytedb.backup.HyperbytedbBackups;
import io.cameleer.hyperbytedb.objects.ClusterObjects;
import io.cameleer.hyperbytedb.objects.Names;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a HyperbyteDB is restored: while no member runs, the first one's volume is filled by the database's own command, and
 * those of the others are emptied; these get the data from the first when they join it.
 */
public final class HyperbytedbRestores {
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final KubernetesClient client;
    private final Restores restores;
    private final StatusWriter status;
    private final Patience patience;

    /**
     * Works with a client.
     *
     * @param patience how long volumes may take to go
     */
    public HyperbytedbRestores(KubernetesClient client, Restores restores, StatusWriter status, Patience patience) {
        this.client = client;
        this.restores = restores;
        this.status = status;
        this.patience = patience;
    }

    /** What is to be done for a restore now, or null. */
    public RestoreRun due(HyperbytedbRestore restore) {
        var record = Optional.ofNullable(restore.getStatus()).map(RestoreKindStatus::restore);
        if (record.filter(found -> ENDED.contains(found.state())).isPresent()
                || !RestoreKindRules.violations(restore.getSpec()).isEmpty()) {
            return null;
        }
        var cluster = cluster(restore);
        if (cluster == null || isTaken(cluster, restore)) {
            return null;
        }
        var known = cluster.getStatus();
        var healthy = known != null && "Running".equals(known.phase()) && "Healthy".equals(known.clusterState());
        return target(restore, cluster)
                .map(target -> restores.dueOnce(target, healthy))
                .orElse(null);
    }

    /** Whether another restore fills the cluster's volumes. */
    private boolean isTaken(HyperbytedbCluster cluster, HyperbytedbRestore restore) {
        return holder(client, cluster)
                .filter(other -> !other.getMetadata()
                        .getName()
                        .equals(restore.getMetadata().getName()))
                .isPresent();
    }

    /** The restore that fills a cluster's volumes at the moment; while there is one, no member may run. */
    public static Optional<HyperbytedbRestore> holder(KubernetesClient client, HyperbytedbCluster cluster) {
        return Optional.ofNullable(cluster.getStatus())
                .map(known -> known.restoring())
                .map(name -> client.resources(HyperbytedbRestore.class)
                        .inNamespace(cluster.getMetadata().getNamespace())
                        .withName(name)
                        .get())
                .filter(found -> found.getStatus() != null && found.getStatus().fills());
    }

    /** Has the members stop; they stay stopped until the volumes are filled or that has failed. */
    public RestoreRun hold(RestoreRun run) {
        tell(run, run.target().object().getMetadata().getName());
        return run;
    }

    /** Forgets that the members were stopped; they start when the restore's record says that it does not run any more. */
    public void release(RestoreRun run) {
        tell(run, null);
    }

    private void tell(RestoreRun run, String name) {
        var cluster = cluster((HyperbytedbRestore) run.target().object());
        if (cluster != null) {
            status.set(cluster, Collections.singletonMap("restoring", name));
        }
    }

    /** Removes the volumes of all members but the first: what they hold is of before, and they must not vote by it. */
    public RestoreRun empty(RestoreRun run) {
        var restore = (HyperbytedbRestore) run.target().object();
        others(restore).forEach(claim -> client.resource(claim).delete());
        patience.await(() -> others(restore).isEmpty(), () -> "the volumes of the other members do not go");
        return run;
    }

    private List<PersistentVolumeClaim> others(HyperbytedbRestore restore) {
        var prefix = Names.DATA + "-" + restore.getSpec().clusterName() + "-";
        return client
                .persistentVolumeClaims()
                .inNamespace(restore.getMetadata().getNamespace())
                .list()
                .getItems()
                .stream()
                .filter(claim -> claim.getMetadata().getName().matches(prefix.replace(".", "\\.") + "[1-9][0-9]*"))
                .toList();
    }

    private HyperbytedbCluster cluster(HyperbytedbRestore restore) {
        return client.resources(HyperbytedbCluster.class)
                .inNamespace(restore.getMetadata().getNamespace())
                .withName(restore.getSpec().clusterName())
                .get();
    }

    private Optional<RestoreTarget> target(HyperbytedbRestore restore, HyperbytedbCluster cluster) {
        return source(restore).map(source -> {
            var backups = new BackupTarget(
                    restore,
                    null,
                    null,
                    null,
                    null,
                    Names.selector(cluster),
                    HyperbytedbBackups.API,
                    "none",
                    source.location(),
                    null);
            var before = Optional.ofNullable(restore.getSpec().restoreTimestamp())
                    .map(time -> OffsetDateTime.parse(time).toInstant().plusMillis(1))
                    .map(Instant::toString)
                    .orElse(null);
            var spec = new RestoreSpec(
                    source.folder(),
                    null,
                    before,
                    source.location().provider(),
                    source.location().bucket(),
                    source.location().region(),
                    source.location().endpoint(),
                    source.location().prefix(),
                    source.secret(),
                    null);
            return new RestoreTarget(
                    backups,
                    spec,
                    Optional.ofNullable(restore.getStatus())
                            .map(RestoreKindStatus::restore)
                            .orElse(null),
                    null,
                    () -> ClusterObjects.members(cluster, 1),
                    Names.DATA,
                    null,
                    new Database(),
                    "hyperbytedb-restore-attempt",
                    source.location(),
                    true);
        });
    }

    /** Where a backup is: the location with all but the last part of the folder, and that part. */
    private record Source(StoreLocation location, String folder, BackupSpec.CredentialsRef secret) {}

    private Optional<Source> source(HyperbytedbRestore restore) {
        var spec = restore.getSpec();
        if (spec.backupName() == null) {
            return Optional.of(given(spec.source()));
        }
        return Optional.ofNullable(client.resources(HyperbytedbBackup.class)
                        .inNamespace(restore.getMetadata().getNamespace())
                        .withName(spec.backupName())
                        .get())
                .map(backup -> new Source(
                        HyperbytedbBackups.location(backup.getSpec()),
                        spec.backupName(),
                        HyperbytedbBackups.secret(backup.getSpec().destination())));
    }

    private static Source given(Destination from) {
        var location = HyperbytedbBackups.location(new BackupKindSpec("", null, from, null, null, null));
        var folder = location.prefix().replaceAll("/+$", "");
        var slash = folder.lastIndexOf('/');
        return new Source(
                new StoreLocation(
                        location.provider(),
                        location.bucket(),
                        location.region(),
                        location.endpoint(),
                        slash < 0 ? "" : folder.substring(0, slash),
                        location.field().replace("destination", "source"),
                        location.credentialsField()),
                folder.substring(slash + 1),
                HyperbytedbBackups.secret(from));
    }

    /** A HyperbyteDB over restored data; it is asked by the state of its members, not by a query. */
    private static final class Database implements UnaskedDatabase {
        @Override
        public String place() {
            return "hyperbytedb restore --input \"$1\"";
        }

        @Override
        public List<String> volumes() {
            return List.of("config");
        }

        @Override
        public String start(String directory) {
            throw new BackupException("a backup of HyperbyteDB is not tried in a pod by itself");
        }
    }
}
