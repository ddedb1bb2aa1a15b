package io.cameleer.greenplum.objects;

import io.cameleer.greenplum.GreenplumCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All objects of a cluster but its key pair, those that are read before those that read them. */
public final class ClusterObjects {
    private static final int PSQL = 5432;
    private static final int SSH = 22;

    private ClusterObjects() {}

    /**
     * The objects.
     *
     * @param primaries how many primary segments there should be now, which follows the spec step by step
     * @param active the pod that takes statements
     * @param image the image of all pods
     */
    public static List<HasMetadata> of(GreenplumCluster cluster, int primaries, String active, String image) {
        var objects = new ArrayList<HasMetadata>();
        objects.add(config(cluster, primaries));
        objects.addAll(account(cluster));
        objects.add(agent(cluster));
        objects.add(service(cluster, active));
        for (var group : Group.of(cluster)) {
            objects.add(budget(cluster, group));
            objects.add(GroupPods.of(cluster, group, group.size(cluster, primaries), image));
        }
        return List.copyOf(objects);
    }

    private static HasMetadata config(GreenplumCluster cluster, int primaries) {
        var spec = cluster.getSpec();
        var access = spec.masterAndStandby().hostBasedAuthentication();
        return new ConfigMapBuilder()
                .withMetadata(Names.metadata(cluster, Names.CONFIG))
                .withData(Map.of(
                        "segmentCount", String.valueOf(primaries),
                        "standby", String.valueOf(spec.masterAndStandby().hasStandby()),
                        "mirrors", String.valueOf(spec.segments().hasMirrors()),
                        "hostBasedAuthentication", access == null ? "" : access,
                        "GUCs", "gp_resource_manager = group\ngp_resource_group_memory_limit = 1.0",
                        "pxfServiceName", spec.pxfService()))
                .build();
    }

    private static List<HasMetadata> account(GreenplumCluster cluster) {
        return List.of(
                new ServiceAccountBuilder()
                        .withMetadata(Names.metadata(cluster, Names.ACCOUNT))
                        .build(),
                new RoleBuilder()
                        .withMetadata(Names.metadata(cluster, Names.ACCOUNT))
                        .withRules(
                                rule("persistentvolumeclaims", "get", "patch"),
                                rule("pods", "get"),
                                rule("endpoints", "list", "watch"))
                        .build(),
                new RoleBindingBuilder()
                        .withMetadata(Names.metadata(cluster, Names.ACCOUNT))
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", Names.ACCOUNT)
                        .addNewSubject()
                        .withKind("ServiceAccount")
                        .withName(Names.ACCOUNT)
                        .withNamespace(cluster.getMetadata().getNamespace())
                        .endSubject()
                        .build());
    }

    private static PolicyRule rule(String resource, String... verbs) {
        return new PolicyRuleBuilder()
                .withApiGroups("")
                .withResources(resource)
                .withVerbs(verbs)
                .build();
    }

    private static HasMetadata agent(GreenplumCluster cluster) {
        return new ServiceBuilder()
                .withMetadata(Names.metadata(cluster, Names.AGENT))
                .withNewSpec()
                .withClusterIP("None")
                .addNewPort()
                .withPort(SSH)
                .withProtocol("TCP")
                .withNewTargetPort(SSH)
                .endPort()
                // Pods that start have to find each other.
                .withPublishNotReadyAddresses(true)
                .withSelector(Names.labels(cluster))
                .endSpec()
                .build();
    }

    private static HasMetadata service(GreenplumCluster cluster, String active) {
        return new ServiceBuilder()
                .withMetadata(Names.metadata(cluster, Names.SERVICE))
                .withNewSpec()
                .withExternalTrafficPolicy("Local")
                .addNewPort()
                .withName("psql")
                .withPort(PSQL)
                .withProtocol("TCP")
                .withNewTargetPort(PSQL)
                .endPort()
                .withSelector(Map.of("statefulset.kubernetes.io/pod-name", active))
                .withType("LoadBalancer")
                .endSpec()
                .build();
    }

    private static HasMetadata budget(GreenplumCluster cluster, Group group) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(Names.metadata(cluster, group.set()))
                .withNewSpec()
                .withNewMaxUnavailable(1)
                .withNewSelector()
                .withMatchLabels(group.labels(cluster))
                .endSelector()
                .endSpec()
                .build();
    }
}
