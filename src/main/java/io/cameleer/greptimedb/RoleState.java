package io.cameleer.greptimedb;

import io.cameleer.greptimedb.etcd.Membership;
import io.cameleer.greptimedb.roles.Role;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Optional;

/**
 * How far a role is.
 *
 * @param exists whether its workload exists
 * @param replicas the replicas that the workload has been told
 * @param ready those that are ready
 * @param rolledOut whether all pods are of the workload's newest template
 * @param image the image of that template, null when there is none
 */
record RoleState(Role role, boolean exists, int replicas, int ready, boolean rolledOut, String image) {
    static RoleState of(Reconciliation<GreptimeDBCluster> reconciliation, Role role) {
        var name = role.of(reconciliation.primary());
        var found =
                switch (role) {
                    case ETCD, DATANODE ->
                        reconciliation.observed(StatefulSet.class, name).map(set -> of(role, set));
                    default -> reconciliation.observed(Deployment.class, name).map(deployment -> of(role, deployment));
                };
        return found.orElse(new RoleState(role, false, 0, 0, false, null));
    }

    private static RoleState of(Role role, StatefulSet set) {
        var status = Optional.ofNullable(set.getStatus());
        var replicas = set.getSpec().getReplicas();
        var rolledOut = status.filter(found -> set.getMetadata().getGeneration().equals(found.getObservedGeneration()))
                .filter(found -> replicas.equals(found.getReplicas()))
                .filter(found -> found.getUpdateRevision() == null
                        || found.getUpdateRevision().equals(found.getCurrentRevision()))
                .isPresent();
        var ready = status.map(found -> found.getReadyReplicas()).orElse(0);
        return of(role, replicas, ready, rolledOut, set.getSpec().getTemplate());
    }

    private static RoleState of(Role role, Deployment deployment) {
        var status = Optional.ofNullable(deployment.getStatus());
        var replicas = deployment.getSpec().getReplicas();
        var rolledOut = status.filter(
                        found -> deployment.getMetadata().getGeneration().equals(found.getObservedGeneration()))
                .filter(found -> replicas.equals(found.getReplicas()) && replicas.equals(found.getUpdatedReplicas()))
                .isPresent();
        var ready = status.map(found -> found.getReadyReplicas()).orElse(0);
        return of(role, replicas, ready, rolledOut, deployment.getSpec().getTemplate());
    }

    private static RoleState of(Role role, int replicas, int ready, boolean rolledOut, PodTemplateSpec template) {
        var image = template.getSpec().getContainers().getFirst().getImage();
        return new RoleState(role, true, replicas, ready, rolledOut, image);
    }

    /** Whether all pods are ready and of the newest template. */
    boolean settled() {
        return exists && rolledOut && ready >= replicas;
    }

    /** Whether what comes after this role may be made. */
    boolean opensTheNext() {
        return exists && ready >= (role == Role.ETCD ? Membership.quorum(replicas) : replicas);
    }
}
