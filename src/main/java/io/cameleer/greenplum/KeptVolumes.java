package io.cameleer.greenplum;

import io.cameleer.greenplum.objects.Group;
import io.cameleer.greenplum.objects.Names;
import io.cameleer.greenplum.spec.GroupSpec;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What speaks against a new cluster on the volumes that an earlier one of its name left: its data are taken over, so they have
 * to fit. The words are those that users of this API know.
 */
final class KeptVolumes {
    private static final String END =
            " without first deleting PVCs. This will result in a new, empty Greenplum cluster";
    private static final String REMEDY =
            "set it back, or delete the PVCs of the earlier cluster and with them its data";

    private final GreenplumCluster cluster;
    private final String namespace;
    private final KubernetesClient client;
    private final List<Violation> found = new ArrayList<>();

    private KeptVolumes(KubernetesClient client, GreenplumCluster cluster, String namespace) {
        this.client = client;
        this.cluster = cluster;
        this.namespace = namespace;
    }

    static List<Violation> violations(KubernetesClient client, GreenplumCluster cluster, String namespace) {
        var volumes = new KeptVolumes(client, cluster, namespace);
        volumes.check();
        return List.copyOf(volumes.found);
    }

    private void check() {
        var spec = cluster.getSpec();
        var masters = claims(Group.MASTER);
        var primaries = claims(Group.PRIMARY);
        var mirrors = claims(Group.MIRROR);
        storage(masters, spec.masterAndStandby(), "spec.masterAndStandby");
        storage(primaries, spec.segments(), "spec.segments");
        List.of(masters, primaries, mirrors).forEach(this::version);
        if (!masters.isEmpty()
                && (masters.size() == 2) != spec.masterAndStandby().hasStandby()) {
            number(masters.size(), Group.MASTER, "masterAndStandby.standby", "changed");
        }
        if (spec.primaries() < primaries.size()) {
            number(primaries.size(), Group.PRIMARY, "segments.primarySegmentCount", "decreased");
        }
        if (!primaries.isEmpty() && mirrors.isEmpty() == spec.segments().hasMirrors()) {
            number(mirrors.size(), Group.MIRROR, "segments.mirrors", "changed");
        }
    }

    private List<PersistentVolumeClaim> claims(Group group) {
        return client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withLabels(group.labels(cluster))
                .list()
                .getItems();
    }

    private void storage(List<PersistentVolumeClaim> claims, GroupSpec spec, String path) {
        if (claims.isEmpty()) {
            return;
        }
        var claim = claims.getFirst().getSpec();
        var resources = claim.getResources();
        var size = Optional.ofNullable(resources.getLimits())
                .map(limits -> limits.get("storage"))
                .orElseGet(() -> resources.getRequests().get("storage"));
        if (Quantity.getAmountInBytes(size).compareTo(Quantity.getAmountInBytes(spec.storage())) != 0) {
            found.add(new Violation(path + ".storage", "storage cannot be changed" + END, REMEDY));
        }
        if (!spec.storageClassName().equals(claim.getStorageClassName())) {
            found.add(new Violation(path + ".storageClassName", "storageClassName cannot be changed" + END, REMEDY));
        }
    }

    private void version(List<PersistentVolumeClaim> claims) {
        for (var claim : claims) {
            var version = Optional.ofNullable(claim.getMetadata().getLabels())
                    .orElse(Map.of())
                    .get(Names.MAJOR);
            if (!Names.SUPPORTED.equals(version)) {
                found.add(new Violation(
                        "metadata.name",
                        "the existing PVCs for %s are not compatible with this controller. Expected PVCs to have %s=%s; found %s"
                                .formatted(
                                        cluster.getMetadata().getName(),
                                        Names.MAJOR,
                                        Names.SUPPORTED,
                                        version == null ? "no label" : Names.MAJOR + "=" + version),
                        "choose another name, or delete PVC "
                                + claim.getMetadata().getName()));
                return;
            }
        }
    }

    private void number(int before, Group group, String field, String verb) {
        found.add(new Violation(
                "spec." + field,
                "%s has PVCs for %d %s. %s cannot be %s%s"
                        .formatted(cluster.getMetadata().getName(), before, group.plural(), field, verb, END),
                REMEDY));
    }
}
