package io.cameleer.greptimedb;

import io.cameleer.greptimedb.roles.Claim;
import io.cameleer.greptimedb.roles.DatabaseVersion;
import io.cameleer.greptimedb.roles.Images;
import io.cameleer.greptimedb.roles.Role;
import io.cameleer.greptimedb.roles.StorageAccess;
import io.cameleer.greptimedb.spec.GreptimeSpec;
import io.cameleer.greptimedb.spec.ResourceSpec;
import io.cameleer.greptimedb.spec.StorageSpec;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.SecretNeed;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the schema cannot say about a GreptimeDBCluster. */
public final class GreptimeRules {
    private static final Set<Integer> ETCD_SIZES = Set.of(1, 3, 5);

    /** Adds everything that is wrong with a cluster, all at once. */
    public Reconciliation<GreptimeDBCluster> check(Reconciliation<GreptimeDBCluster> reconciliation) {
        var cluster = reconciliation.primary();
        if (cluster.getSpec() == null) {
            return reconciliation.violating(violations(null));
        }
        var found = new ArrayList<>(violations(cluster.getSpec()));
        found.addAll(sharedData(cluster, reconciliation));
        volume(reconciliation, Role.ETCD)
                .ifPresent(volume -> found.addAll(changes(
                        "spec.etcd.storage",
                        volume,
                        cluster.getSpec().etcd().storage().size(),
                        cluster.getSpec().etcd().storage().storageClass())));
        volume(reconciliation, Role.DATANODE)
                .ifPresent(volume -> found.addAll(changes(
                        "spec.datanode.localCache",
                        volume,
                        cluster.getSpec().datanode().localCache().size(),
                        cluster.getSpec().datanode().localCache().storageClass())));
        found.addAll(jump(reconciliation));
        return reconciliation.violating(List.copyOf(found));
    }

    /** What is wrong with a spec by itself. */
    public static List<Violation> violations(GreptimeSpec spec) {
        if (spec == null || spec.storage() == null) {
            return List.of(
                    new Violation("spec.storage", "is missing", "name the object storage: backend, bucket and region"));
        }
        var found = new ArrayList<>(StorageRules.violations(spec.storage()));
        if (!ETCD_SIZES.contains(spec.etcd().replicas())) {
            found.add(new Violation(
                    "spec.etcd.replicas",
                    "is " + spec.etcd().replicas()
                            + ", but etcd is of use with 1, 3 or 5 members: an even number survives no more failures than one less",
                    "set it to 1, 3 or 5"));
        }
        found.addAll(ports(spec));
        found.addAll(BackupSectionRules.violations(spec));
        resources("spec.frontend.resources", spec.frontend().resources(), found);
        resources("spec.datanode.resources", spec.datanode().resources(), found);
        resources("spec.meta.resources", spec.meta().resources(), found);
        resources("spec.etcd.resources", spec.etcd().resources(), found);
        resources("spec.grafana.resources", spec.grafana().resources(), found);
        var external = spec.grafana().externalGrafana();
        if (external.enabled() && external.url() == null) {
            found.add(new Violation(
                    "spec.grafana.externalGrafana.url", "is missing", "give the address of that Grafana"));
        }
        if (external.enabled() && external.apiKeySecretRef() == null) {
            found.add(new Violation(
                    "spec.grafana.externalGrafana.apiKeySecretRef",
                    "is missing",
                    "name a Secret with the key apiKey, a token of a Grafana service account"));
        }
        return List.copyOf(found);
    }

    private static List<Violation> ports(GreptimeSpec spec) {
        var found = new ArrayList<Violation>();
        var frontend = spec.frontend().ports();
        var named = new LinkedHashMap<String, Integer>();
        named.put("http", frontend.http());
        named.put("grpc", frontend.grpc());
        named.put("mysql", frontend.mysql());
        named.put("postgresql", frontend.postgresql());
        named.put("prometheus", frontend.prometheus());
        clashes("spec.frontend.ports", named, found);
        clashes(
                "spec.datanode.ports",
                ordered(
                        "grpc",
                        spec.datanode().ports().grpc(),
                        "http",
                        spec.datanode().ports().http()),
                found);
        clashes(
                "spec.meta.ports",
                ordered(
                        "grpc",
                        spec.meta().ports().grpc(),
                        "http",
                        spec.meta().ports().http()),
                found);
        clashes(
                "spec.etcd.ports",
                ordered(
                        "client",
                        spec.etcd().ports().client(),
                        "peer",
                        spec.etcd().ports().peer()),
                found);
        return found;
    }

    private static Map<String, Integer> ordered(String first, int one, String second, int other) {
        var map = new LinkedHashMap<String, Integer>();
        map.put(first, one);
        map.put(second, other);
        return map;
    }

    private static void clashes(String path, Map<String, Integer> ports, List<Violation> found) {
        var taken = new HashSet<Integer>();
        ports.forEach((name, number) -> {
            if (!taken.add(number)) {
                found.add(new Violation(
                        path + "." + name, number + " is another port of the same pods already", "choose another"));
            }
        });
    }

    private static void resources(String path, ResourceSpec spec, List<Violation> found) {
        if (spec == null) {
            return;
        }
        exceeds(path + ".cpuRequest", spec.cpuRequest(), spec.cpu(), found);
        exceeds(path + ".memoryRequest", spec.memoryRequest(), spec.memory(), found);
    }

    private static void exceeds(String path, Quantity request, Quantity limit, List<Violation> found) {
        if (request != null
                && limit != null
                && Quantity.getAmountInBytes(request).compareTo(Quantity.getAmountInBytes(limit)) > 0) {
            found.add(new Violation(path, request + " is above the limit " + limit, "set it to at most " + limit));
        }
    }

    /** Two databases that write under the same keys would destroy each other's data. */
    private static List<Violation> sharedData(
            GreptimeDBCluster cluster, Reconciliation<GreptimeDBCluster> reconciliation) {
        return reconciliation
                .primaries()
                .filter(other -> !other.getMetadata()
                        .getUid()
                        .equals(cluster.getMetadata().getUid()))
                .filter(other -> other.getSpec() != null && other.getSpec().storage() != null)
                .filter(other -> data(other.getSpec().storage())
                        .equals(data(cluster.getSpec().storage())))
                .filter(other -> isOlder(other, cluster))
                .findFirst()
                .map(other -> List.of(new Violation(
                        "spec.storage.prefix",
                        "is that of GreptimeDBCluster " + other.getMetadata().getNamespace() + "/"
                                + other.getMetadata().getName()
                                + " in the same bucket, and the two would destroy each other's data",
                        "set another prefix")))
                .orElse(List.of());
    }

    private static boolean isOlder(GreptimeDBCluster one, GreptimeDBCluster other) {
        var order = one.getMetadata()
                .getCreationTimestamp()
                .compareTo(other.getMetadata().getCreationTimestamp());
        return order < 0
                || (order == 0
                        && one.getMetadata()
                                        .getUid()
                                        .compareTo(other.getMetadata().getUid())
                                < 0);
    }

    private static List<String> data(StorageSpec storage) {
        return List.of(
                Objects.toString(storage.backend()),
                Objects.toString(storage.endpoint()),
                Objects.toString(storage.bucket()),
                Objects.toString(storage.prefix(), "").replaceAll("^/+|/+$", ""));
    }

    private record Volume(Quantity size, String storageClass) {}

    private static Optional<Volume> volume(Reconciliation<GreptimeDBCluster> reconciliation, Role role) {
        return reconciliation
                .observed(StatefulSet.class, role.of(reconciliation.primary()))
                .flatMap(Claim::template)
                .map(claim -> new Volume(
                        claim.getSpec().getResources().getRequests().get("storage"),
                        claim.getSpec().getStorageClassName()));
    }

    private static List<Violation> changes(String path, Volume volume, Quantity size, String storageClass) {
        var found = new ArrayList<Violation>();
        Violation.shrinking(path + ".size", volume.size(), size).ifPresent(found::add);
        if (volume.storageClass() != null
                && !volume.storageClass().equals(storageClass)
                && !storageClass.equals("gp3")) {
            found.add(new Violation(
                    path + ".storageClass",
                    "cannot change from " + volume.storageClass() + " to " + storageClass + " once there are volumes",
                    "set it back to " + volume.storageClass()));
        }
        return found;
    }

    private static List<Violation> jump(Reconciliation<GreptimeDBCluster> reconciliation) {
        var wanted = DatabaseVersion.of(Images.wanted(reconciliation.primary()).datanode());
        var now = reconciliation
                .observed(StatefulSet.class, Role.DATANODE.of(reconciliation.primary()))
                .flatMap(set -> DatabaseVersion.of(set.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getImage()));
        return wanted.isPresent()
                        && now.isPresent()
                        && now.get().compareTo(DatabaseVersion.OLDEST_UPGRADED) < 0
                        && wanted.get().compareTo(DatabaseVersion.OLDEST_UPGRADED) > 0
                ? List.of(new Violation(
                        "spec.image.tag",
                        "an upgrade from " + now.get() + " to " + wanted.get() + " is not possible in one step",
                        "go to v0.16 first"))
                : List.of();
    }

    /** The Secrets without which the pods would not start. */
    public static List<SecretNeed> secrets(GreptimeSpec spec) {
        var needs = new ArrayList<SecretNeed>();
        if (spec.storage().credentials() == StorageSpec.Credentials.SECRET) {
            needs.add(new SecretNeed(
                    "spec.storage.secretRef",
                    spec.storage().secretRef(),
                    StorageAccess.keys(spec.storage().backend())));
        }
        if (spec.grafana().enabled() && spec.grafana().hasPasswordSecret()) {
            needs.add(new SecretNeed(
                    "spec.grafana.adminPasswordSecretRef",
                    spec.grafana().adminPasswordSecretRef(),
                    List.of("adminPassword")));
        }
        return List.copyOf(needs);
    }

    /** {@link #secrets(GreptimeSpec)} of a reconciliation, for the route. */
    public List<SecretNeed> secrets(Reconciliation<GreptimeDBCluster> reconciliation) {
        return reconciliation.isValid() ? secrets(reconciliation.primary().getSpec()) : List.of();
    }
}
