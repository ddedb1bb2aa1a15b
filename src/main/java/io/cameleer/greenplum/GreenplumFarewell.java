package io.cameleer.greenplum;

import io.cameleer.backup.BackupException;
import io.cameleer.greenplum.database.DatabaseShell;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops the database of a cluster that is deleted before its pods go, so that its volumes can be taken over as they are. */
public final class GreenplumFarewell {
    private static final Logger LOG = LoggerFactory.getLogger(GreenplumFarewell.class);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final KubernetesClient client;
    private final StatusWriter status;

    /** Works through a client. */
    public GreenplumFarewell(KubernetesClient client, StatusWriter status) {
        this.client = client;
        this.status = status;
    }

    /** Stops it as far as it runs; one that cannot be stopped holds nobody up, as its log is replayed at the next start. */
    public Reconciliation<GreenplumCluster> stop(Reconciliation<GreenplumCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var active = Optional.ofNullable(cluster.getStatus()).map(GreenplumStatus::activeMaster);
        if (!cluster.hasFinalizer(GreenplumCluster.FINALIZER) || active.isEmpty()) {
            return reconciliation;
        }
        status.set(cluster, Map.of("phase", "Deleting"));
        try {
            new DatabaseShell(client, cluster.getMetadata().getNamespace())
                    .run(active.get(), LIMIT, "gpstop -a -M fast");
            LOG.info("{}: the database is stopped", reconciliation.id());
        } catch (BackupException e) {
            LOG.warn("{}: the database is not stopped cleanly: {}", reconciliation.id(), e.getMessage());
        }
        return reconciliation;
    }
}
