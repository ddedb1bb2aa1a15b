package io.cameleer.hyperbytedb.certificates;

import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.hyperbytedb.objects.Names;
import io.cameleer.reconcile.Companion;
import io.cameleer.reconcile.Plan;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;

/** The Certificate by which cert-manager is asked for one; see https://cert-manager.io/docs/usage/certificate/. */
final class Issued {
    private static final Companion KIND = Companion.of("cert-manager.io", "v1", "Certificate", "certificates");

    private Issued() {}

    static boolean isInstalled(KubernetesClient client) {
        return KIND.isInstalled(client);
    }

    /** Its write, when it is not as it should be. */
    static List<Plan> steps(KubernetesClient client, HyperbytedbCluster cluster) {
        if (!isInstalled(client)) {
            return List.of();
        }
        var issuer = cluster.getSpec().server().tls().certManagerIssuerRef();
        var name = cluster.getMetadata().getName();
        var namespace = cluster.getMetadata().getNamespace();
        var certificate = new GenericKubernetesResourceBuilder()
                .withApiVersion("cert-manager.io/v1")
                .withKind("Certificate")
                .withMetadata(Names.metadata(cluster, "-tls"))
                .addToAdditionalProperties(
                        "spec",
                        Map.of(
                                "secretName",
                                Names.certificate(cluster),
                                "dnsNames",
                                List.of(
                                        "*." + Names.headless(cluster) + "." + namespace + ".svc.cluster.local",
                                        name + "." + namespace + ".svc.cluster.local",
                                        name + "." + namespace + ".svc"),
                                "issuerRef",
                                Map.of("name", issuer.name(), "kind", issuer.kind(), "group", issuer.group())))
                .build();
        return KIND.write(client, cluster, certificate).stream().toList();
    }
}
