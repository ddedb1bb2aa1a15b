package io.cameleer.greptimedb;

import io.cameleer.greptimedb.roles.Claim;
import io.cameleer.greptimedb.roles.GrafanaRole;
import io.cameleer.greptimedb.roles.Role;
import io.cameleer.greptimedb.roles.RoleObjects;
import io.cameleer.greptimedb.roles.StorageAccess;
import io.cameleer.greptimedb.roles.Surroundings;
import io.cameleer.greptimedb.roles.Surroundings.Cloud;
import io.cameleer.greptimedb.spec.StorageSpec;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.SecretMark;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at what a cluster depends on and does not own: nodes, storage classes, its ServiceAccount, its Secrets. */
public final class GreptimeSurroundings {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

    private final KubernetesClient client;
    private final CloudOfNodes nodes;

    /** Looks with a client. */
    public GreptimeSurroundings(KubernetesClient client) {
        this.client = client;
        this.nodes = new CloudOfNodes(client);
    }

    /**
     * What was found.
     *
     * @param surroundings what the objects depend on
     * @param violations what is missing
     */
    public record Findings(Surroundings surroundings, List<Violation> violations) {}

    /** Looks around. */
    public Findings look(Reconciliation<GreptimeDBCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var violations = new ArrayList<Violation>();
        var remarks = new ArrayList<String>();
        var cloud = Optional.ofNullable(cluster.getSpec().cloud())
                .map(name -> Cloud.valueOf(name.toUpperCase(java.util.Locale.ROOT)))
                .orElseGet(nodes::detect);
        var account = client.serviceAccounts()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withName(cluster.getSpec().serviceAccount())
                .get();
        if (account == null && !cluster.getSpec().autoCreateRBAC()) {
            violations.add(new Violation(
                    "spec.serviceAccount",
                    "there is no ServiceAccount " + cluster.getSpec().serviceAccount(),
                    "create it, or set spec.autoCreateRBAC to true",
                    "MissingServiceAccount"));
        }
        identity(cluster, cloud, account).ifPresent(remarks::add);
        var etcd = volumeClass(
                reconciliation,
                Role.ETCD,
                "spec.etcd.storage.storageClass",
                cluster.getSpec().etcd().storage().storageClass(),
                cloud,
                violations,
                remarks);
        var datanode = volumeClass(
                reconciliation,
                Role.DATANODE,
                "spec.datanode.localCache.storageClass",
                cluster.getSpec().datanode().localCache().storageClass(),
                cloud,
                violations,
                remarks);
        return new Findings(
                new Surroundings(
                        cloud,
                        etcd,
                        datanode,
                        account == null || RoleObjects.isOurs(account),
                        storageMark(cluster),
                        grafanaMark(cluster),
                        remarks.stream().distinct().toList()),
                List.copyOf(violations));
    }

    /** Adds what is missing; it is looked for again. */
    public Reconciliation<GreptimeDBCluster> judge(
            Reconciliation<GreptimeDBCluster> reconciliation, Findings findings) {
        return findings.violations().isEmpty()
                ? reconciliation
                : reconciliation.violating(findings.violations()).again(PATIENCE);
    }

    /** A class that volumes have already stays theirs; else it has to exist, with a way out for the default gp3. */
    private Optional<String> volumeClass(
            Reconciliation<GreptimeDBCluster> reconciliation,
            Role role,
            String path,
            String wanted,
            Cloud cloud,
            List<Violation> violations,
            List<String> remarks) {
        var set = reconciliation.observed(StatefulSet.class, role.of(reconciliation.primary()));
        if (set.isPresent()) {
            var kept = set.flatMap(Claim::template).map(claim -> claim.getSpec().getStorageClassName());
            kept.filter(name -> !name.equals(wanted)).ifPresent(name -> remarks.add(instead(name)));
            return kept;
        }
        var classes = client.storage().v1().storageClasses().list().getItems();
        if (classes.stream().anyMatch(found -> found.getMetadata().getName().equals(wanted))) {
            return Optional.of(wanted);
        }
        var standard = classes.stream().filter(GreptimeSurroundings::isDefault).findFirst();
        if (wanted.equals("gp3") && cloud != Cloud.AWS && standard.isPresent()) {
            remarks.add(instead(standard.get().getMetadata().getName()));
            return Optional.of(standard.get().getMetadata().getName());
        }
        var names = classes.stream().map(found -> found.getMetadata().getName()).toList();
        violations.add(new Violation(
                path,
                "there is no StorageClass " + wanted,
                names.isEmpty() ? "create it" : "create it, or name one of " + String.join(", ", names),
                "MissingStorageClass"));
        return Optional.of(wanted);
    }

    private static String instead(String name) {
        return "volumes are of the class " + name + ", as there was no StorageClass gp3 when they were made";
    }

    private static boolean isDefault(StorageClass found) {
        return found.getMetadata().getAnnotations() != null
                && "true".equals(found.getMetadata().getAnnotations().get(DEFAULT_CLASS));
    }

    /** A ServiceAccount that is to be a cloud's identity and does not say whose. */
    private static Optional<String> identity(GreptimeDBCluster cluster, Cloud cloud, ServiceAccount account) {
        if (cluster.getSpec().storage().credentials() != StorageSpec.Credentials.IDENTITY) {
            return Optional.empty();
        }
        var annotation =
                switch (cloud) {
                    case AWS -> "eks.amazonaws.com/role-arn";
                    case GCP -> "iam.gke.io/gcp-service-account";
                    case AZURE -> "azure.workload.identity/client-id";
                    case NONE -> null;
                };
        var annotations = account == null
                ? Map.<String, String>of()
                : Optional.ofNullable(account.getMetadata().getAnnotations()).orElse(Map.of());
        return annotation == null || annotations.containsKey(annotation)
                ? Optional.empty()
                : Optional.of("ServiceAccount " + cluster.getSpec().serviceAccount() + " lacks the annotation "
                        + annotation + ", without which pods may have no rights in the bucket");
    }

    private String storageMark(GreptimeDBCluster cluster) {
        var storage = cluster.getSpec().storage();
        return switch (storage.credentials()) {
            case IDENTITY -> "identity";
            case INLINE ->
                SecretMark.of(
                        cluster,
                        Map.of(
                                "accessKeyId", String.valueOf(storage.accessKeyId()),
                                "secretAccessKey", String.valueOf(storage.secretAccessKey())));
            case SECRET ->
                SecretMark.of(cluster, only(data(cluster, storage.secretRef()), StorageAccess.keys(storage.backend())));
        };
    }

    private String grafanaMark(GreptimeDBCluster cluster) {
        var spec = cluster.getSpec().grafana();
        if (!spec.enabled()) {
            return "";
        }
        return spec.hasPasswordSecret()
                ? SecretMark.of(
                        cluster, only(data(cluster, GrafanaRole.passwordSecret(cluster)), List.of("adminPassword")))
                : SecretMark.of(cluster, Map.of("adminPassword", spec.adminPassword()));
    }

    private static Map<String, String> only(Map<String, String> data, List<String> keys) {
        var chosen = new TreeMap<>(data);
        chosen.keySet().retainAll(keys);
        return chosen;
    }

    private Map<String, String> data(GreptimeDBCluster cluster, String secret) {
        return Optional.ofNullable(client.secrets()
                        .inNamespace(cluster.getMetadata().getNamespace())
                        .withName(secret)
                        .get())
                .map(found -> found.getData())
                .orElse(Map.of());
    }
}
