package io.cameleer.kubeblocks;

import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.kubeblocks.blueprint.StartOrder;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;

/**
 * What can be seen of a component's Deployment or StatefulSet.
 *
 * @param exists whether there is one
 * @param replicas how many pods it should have
 * @param present how many pods it has
 * @param ready how many of them are ready
 * @param updated how many of them have its newest template
 * @param current whether its controller has seen its newest spec
 */
public record WorkloadView(boolean exists, int replicas, int present, int ready, int updated, boolean current) {
    private static final WorkloadView NONE = new WorkloadView(false, 0, 0, 0, 0, true);

    static WorkloadView of(Component component, Reconciliation<Cluster> reconciliation) {
        return component.definition().stateless()
                ? reconciliation
                        .observed(Deployment.class, component.object())
                        .map(WorkloadView::of)
                        .orElse(NONE)
                : reconciliation
                        .observed(StatefulSet.class, component.object())
                        .map(WorkloadView::of)
                        .orElse(NONE);
    }

    /** The same, asked of the API server. */
    public static WorkloadView of(Component component, String namespace, KubernetesClient client) {
        return component.definition().stateless()
                ? Optional.ofNullable(client.apps()
                                .deployments()
                                .inNamespace(namespace)
                                .withName(component.object())
                                .get())
                        .map(WorkloadView::of)
                        .orElse(NONE)
                : Optional.ofNullable(client.apps()
                                .statefulSets()
                                .inNamespace(namespace)
                                .withName(component.object())
                                .get())
                        .map(WorkloadView::of)
                        .orElse(NONE);
    }

    private static WorkloadView of(Deployment workload) {
        var status = Optional.ofNullable(workload.getStatus());
        return new WorkloadView(
                true,
                workload.getSpec().getReplicas(),
                number(status.map(found -> found.getReplicas())),
                number(status.map(found -> found.getReadyReplicas())),
                number(status.map(found -> found.getUpdatedReplicas())),
                workload.getMetadata()
                        .getGeneration()
                        .equals(status.map(found -> found.getObservedGeneration())
                                .orElse(null)));
    }

    private static WorkloadView of(StatefulSet workload) {
        var status = Optional.ofNullable(workload.getStatus());
        var rolled = status.filter(found -> found.getUpdateRevision() != null
                        && found.getUpdateRevision().equals(found.getCurrentRevision()))
                .isPresent();
        return new WorkloadView(
                true,
                workload.getSpec().getReplicas(),
                number(status.map(found -> found.getReplicas())),
                number(status.map(found -> found.getReadyReplicas())),
                rolled
                        ? number(status.map(found -> found.getReplicas()))
                        : number(status.map(found -> found.getUpdatedReplicas())),
                workload.getMetadata()
                        .getGeneration()
                        .equals(status.map(found -> found.getObservedGeneration())
                                .orElse(null)));
    }

    /** The names of those that have to serve before a component starts and do not yet. */
    static List<String> awaited(Component component, Blueprint blueprint, Reconciliation<Cluster> reconciliation) {
        return StartOrder.before(component, blueprint).stream()
                .filter(other -> !of(other, reconciliation).serves(other))
                .map(Component::name)
                .toList();
    }

    private static int number(Optional<Integer> count) {
        return count.orElse(0);
    }

    /** Whether all pods are there, ready and of the newest template. */
    public boolean settled(Component component) {
        var wanted = component.spec().replicas();
        return wanted == 0
                ? present == 0
                : exists && current && replicas == wanted && present == wanted && ready == wanted && updated == wanted;
    }

    /** Whether those that refer to the component may start. */
    boolean serves(Component component) {
        return component.spec().replicas() == 0
                || (exists && current && ready >= component.spec().replicas());
    }

    /** Whether pods come, go or are made anew. */
    boolean moves(Component component) {
        return !current || replicas != component.spec().replicas() || present != replicas || updated < present;
    }
}
