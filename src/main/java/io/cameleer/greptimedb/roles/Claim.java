package io.cameleer.greptimedb.roles;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Optional;

/** The volume of each pod of a role. */
public final class Claim {
    private Claim() {}

    /** The name of a role's claim template, as in {@code prod-datanode-data}. */
    public static String name(GreptimeDBCluster cluster, Role role) {
        return role.of(cluster) + "-data";
    }

    /** The name of one pod's claim. */
    public static String name(GreptimeDBCluster cluster, Role role, int ordinal) {
        return name(cluster, role) + "-" + role.of(cluster) + "-" + ordinal;
    }

    /** The claim template that a StatefulSet has for a role. */
    public static Optional<PersistentVolumeClaim> template(StatefulSet set) {
        return set.getSpec().getVolumeClaimTemplates().stream().findFirst();
    }

    static PersistentVolumeClaim of(
            GreptimeDBCluster cluster, Role role, Quantity size, Optional<String> storageClass) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withLabels(role.labels(cluster))
                .withName(name(cluster, role))
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", size)
                .endResources()
                .withStorageClassName(storageClass.orElse(null))
                .endSpec()
                .build();
    }
}
