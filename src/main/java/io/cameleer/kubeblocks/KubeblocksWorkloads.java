package io.cameleer.kubeblocks;

import io.cameleer.kubeblocks.backup.BackedUp;
import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.kubeblocks.objects.ClusterObjects;
import io.cameleer.kubeblocks.objects.Names;
import io.cameleer.kubeblocks.objects.PodPlan;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/** Which objects a cluster should have now. */
public final class KubeblocksWorkloads {
    /**
     * Sets the desired objects. The Services of all components are there from the beginning; a component's pods come when those
     * that it refers to are ready, and then stay whatever becomes of these.
     */
    public Reconciliation<Cluster> desire(
            Reconciliation<Cluster> reconciliation, Definitions.Found found, Templates.Rendering rendering) {
        var blueprint = found.blueprint(reconciliation.primary());
        var objects = new ArrayList<HasMetadata>();
        for (var component : blueprint.components()) {
            objects.addAll(ClusterObjects.around(component, blueprint, rendering.files()));
        }
        for (var component : blueprint.components()) {
            workload(component, blueprint, reconciliation, rendering).ifPresent(objects::add);
        }
        return reconciliation.desiring(objects);
    }

    private static Optional<HasMetadata> workload(
            Component component,
            Blueprint blueprint,
            Reconciliation<Cluster> reconciliation,
            Templates.Rendering rendering) {
        var seen = WorkloadView.of(component, reconciliation);
        var wanted = component.spec().replicas();
        var starts = wanted > 0 && seen.replicas() == 0;
        var waits = starts
                && !WorkloadView.awaited(component, blueprint, reconciliation).isEmpty();
        if (waits && !seen.exists()) {
            return Optional.empty();
        }
        var held =
                BackedUp.isHeld(component, blueprint, reconciliation.observed(StatefulSet.class, component.object()));
        var pods = PodPlan.of(component, blueprint).spec().orElseThrow();
        return Optional.of(
                ClusterObjects.workload(component, blueprint, pods, rendering.files(), waits || held ? 0 : wanted));
    }

    /** The labels of all pods of a cluster. */
    public Map<String, String> selector(Reconciliation<Cluster> reconciliation) {
        return Names.ofCluster(reconciliation.primary().getMetadata().getName());
    }
}
