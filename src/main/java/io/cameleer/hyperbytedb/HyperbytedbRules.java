package io.cameleer.hyperbytedb;

import io.cameleer.hyperbytedb.objects.Names;
import io.cameleer.hyperbytedb.spec.HyperbytedbSpec;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.SecretNeed;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the schema cannot say about a HyperbytedbCluster. */
public final class HyperbytedbRules {
    private static final Set<String> OWN_VOLUMES = Set.of(Names.DATA, "config", "tmp", "tls");

    /** Adds everything that is wrong with a cluster, all at once. */
    public Reconciliation<HyperbytedbCluster> check(Reconciliation<HyperbytedbCluster> reconciliation) {
        var cluster = reconciliation.primary();
        if (cluster.getSpec() == null) {
            return reconciliation.violating(
                    List.of(new Violation("spec", "is missing", "add it; an empty one, {}, has all defaults")));
        }
        var found = new ArrayList<>(violations(cluster.getSpec()));
        reconciliation
                .observed(StatefulSet.class, cluster.getMetadata().getName())
                .ifPresent(set -> found.addAll(changes(cluster.getSpec(), set)));
        return reconciliation.violating(List.copyOf(found));
    }

    /** What is wrong with a spec by itself. */
    public static List<Violation> violations(HyperbytedbSpec spec) {
        var found = new ArrayList<Violation>();
        if (spec.version() != null && spec.image().contains("@")) {
            found.add(new Violation(
                    "spec.version",
                    "is a tag, but spec.image is named by its digest",
                    "remove one of the two, or the digest"));
        }
        if (spec.storage().onS3()
                && (spec.storage().s3() == null || isBlank(spec.storage().s3().bucket()))) {
            found.add(
                    new Violation("spec.storage.s3.bucket", "is missing", "name the bucket, or set backend to local"));
        }
        if (spec.auth().enabled() && isBlank(spec.auth().credentialsSecretName())) {
            found.add(new Violation(
                    "spec.auth.credentialsSecretName",
                    "is missing",
                    "name a Secret with the keys username and password, or set enabled to false"));
        }
        if (spec.autoscales()
                && spec.autoscaling().fewest() > spec.autoscaling().maxReplicas()) {
            found.add(new Violation(
                    "spec.autoscaling.minReplicas",
                    "is " + spec.autoscaling().fewest() + ", more than maxReplicas "
                            + spec.autoscaling().maxReplicas(),
                    "set it to at most " + spec.autoscaling().maxReplicas()));
        }
        found.addAll(tls(spec));
        for (var i = 0; i < spec.additionalVolumes().size(); i++) {
            var name = spec.additionalVolumes().get(i).getName();
            if (OWN_VOLUMES.contains(name)) {
                found.add(new Violation(
                        "spec.additionalVolumes[" + i + "].name",
                        name + " is a volume that the operator itself makes",
                        "choose another name"));
            }
        }
        return List.copyOf(found);
    }

    private static List<Violation> tls(HyperbytedbSpec spec) {
        var found = new ArrayList<Violation>();
        var server = spec.server().tls();
        if (server.secretName() != null && server.certManagerIssuerRef() != null) {
            found.add(new Violation(
                    "spec.server.tls.certManagerIssuerRef",
                    "stands beside secretName, which names a certificate that is there already",
                    "remove one of the two"));
        }
        var members = spec.cluster().tls();
        if (members != null && members.enabled() && !server.enabled()) {
            found.add(new Violation(
                    "spec.cluster.tls.enabled",
                    "is true, but members use the HTTP API, which is not encrypted",
                    "set spec.server.tls.enabled to true"));
        }
        if (members != null
                && members.enabled()
                && (members.secretName() != null && !members.secretName().equals(server.secretName())
                        || members.certManagerIssuerRef() != null
                                && !members.certManagerIssuerRef().equals(server.certManagerIssuerRef()))) {
            found.add(new Violation(
                    "spec.cluster.tls",
                    "names another certificate than spec.server.tls, but members use the HTTP API and its certificate",
                    "name the certificate in spec.server.tls alone"));
        }
        return found;
    }

    /** What cannot change while the database holds data, or while several members talk to each other. */
    private static List<Violation> changes(HyperbytedbSpec spec, StatefulSet set) {
        var found = new ArrayList<Violation>();
        var wanted = spec.storage().volumeClaimTemplate();
        claim(set).ifPresent(claim -> {
            Violation.shrinking(
                            "spec.storage.volumeClaimTemplate.size",
                            claim.getSpec().getResources().getRequests().get("storage"),
                            wanted.size())
                    .ifPresent(found::add);
            if (wanted.storageClassName() != null
                    && !Objects.equals(claim.getSpec().getStorageClassName(), wanted.storageClassName())) {
                found.add(new Violation(
                        "spec.storage.volumeClaimTemplate.storageClassName",
                        "cannot change from " + claim.getSpec().getStorageClassName() + " to "
                                + wanted.storageClassName(),
                        "set it back; to move, restore a backup into a new cluster"));
            }
        });
        var container = set.getSpec().getTemplate().getSpec().getContainers().getFirst();
        var port = container.getPorts().getFirst().getContainerPort();
        if (!port.equals(spec.server().port())) {
            found.add(new Violation(
                    "spec.server.port",
                    "cannot change from " + port + " to " + spec.server().port()
                            + ": members know each other by their ports",
                    "set it back; the port of the outside may be any, by a Service of your own"));
        }
        var encrypted =
                "HTTPS".equals(container.getReadinessProbe().getHttpGet().getScheme());
        if (encrypted != spec.server().tls().enabled() && set.getSpec().getReplicas() > 1) {
            found.add(new Violation(
                    "spec.server.tls.enabled",
                    "cannot change while there are several members: those that were restarted could not talk to the others",
                    "set replicas to 1 first, and back when the change is done"));
        }
        return found;
    }

    private static Optional<PersistentVolumeClaim> claim(StatefulSet set) {
        return set.getSpec().getVolumeClaimTemplates().stream()
                .filter(claim -> claim.getMetadata().getName().equals(Names.DATA))
                .findFirst();
    }

    /** What a person should know of a spec that is valid. */
    static List<String> warnings(HyperbytedbSpec spec) {
        return spec.replicas() == 2 && !spec.autoscales()
                ? List.of(
                        "spec.replicas: with 2 members the loss of either stops all writes; 3 survive the loss of one, and 1 needs no other")
                : List.of();
    }

    /** The Secrets that a spec refers to. */
    static List<SecretNeed> secrets(HyperbytedbSpec spec) {
        var needs = new ArrayList<SecretNeed>();
        if (spec.storage().onS3() && spec.storage().s3().credentialsSecretName() != null) {
            needs.add(new SecretNeed(
                    "spec.storage.s3.credentialsSecretName",
                    spec.storage().s3().credentialsSecretName(),
                    List.of("access_key_id", "secret_access_key")));
        }
        if (spec.auth().enabled()) {
            needs.add(new SecretNeed(
                    "spec.auth.credentialsSecretName",
                    spec.auth().credentialsSecretName(),
                    List.of("username", "password")));
        }
        if (spec.server().tls().enabled() && spec.server().tls().secretName() != null) {
            needs.add(new SecretNeed(
                    "spec.server.tls.secretName", spec.server().tls().secretName(), List.of("tls.crt", "tls.key")));
        }
        return List.copyOf(needs);
    }

    /** {@link #secrets(HyperbytedbSpec)} of a reconciliation, for the route. */
    public List<SecretNeed> secrets(Reconciliation<HyperbytedbCluster> reconciliation) {
        return reconciliation.isValid() ? secrets(reconciliation.primary().getSpec()) : List.of();
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
