package io.cameleer.greenplum;

import io.cameleer.greenplum.database.Situation;
import io.cameleer.greenplum.objects.ClusterObjects;
import io.cameleer.greenplum.objects.Group;
import io.cameleer.greenplum.objects.Names;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Which objects a cluster should have now. */
public final class GreenplumWorkloads {
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration LATER = Duration.ofSeconds(10);

    private final String image;

    /**
     * Makes clusters of an image.
     *
     * @param image the image of clusters that are made from now on
     */
    public GreenplumWorkloads(String image) {
        this.image = image;
    }

    /** The image of a cluster: it stays what it was when the cluster was made, as its data are of that version. */
    public String image(Reconciliation<GreenplumCluster> reconciliation) {
        return Optional.ofNullable(reconciliation.primary().getStatus())
                .map(GreenplumStatus::instanceImage)
                .or(() -> reconciliation
                        .observed(StatefulSet.class, Group.MASTER.set())
                        .map(set -> set.getSpec()
                                .getTemplate()
                                .getSpec()
                                .getContainers()
                                .getFirst()
                                .getImage()))
                .orElse(image);
    }

    /** Sets the desired objects. */
    public Reconciliation<GreenplumCluster> desire(
            Reconciliation<GreenplumCluster> reconciliation, Situation situation) {
        return reconciliation
                .desiring(ClusterObjects.of(
                        reconciliation.primary(), situation.primaries(), situation.active(), image(reconciliation)))
                .again(situation.busy() ? SOON : LATER);
    }

    /** The labels of all pods of a cluster. */
    public Map<String, String> selector(Reconciliation<GreenplumCluster> reconciliation) {
        return Names.labels(reconciliation.primary());
    }
}
