package io.cameleer.kubeblocks;

import io.cameleer.kubeblocks.blueprint.Credentials;
import io.cameleer.kubeblocks.objects.Names;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.SecretData;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.SecureRandom;
import java.util.List;

/** The Secret by which clients connect: it is written once, as the database takes its password only when it is made. */
public final class CredentialSecrets {
    private final KubernetesClient client;
    private final SecureRandom random = new SecureRandom();

    /** Looks with a client whether there is one. */
    public CredentialSecrets(KubernetesClient client) {
        this.client = client;
    }

    /** The write of the Secret when there is none. */
    public List<Plan> plan(Reconciliation<Cluster> reconciliation, Definitions.Found found) {
        var blueprint = found.blueprint(reconciliation.primary());
        if (blueprint.definition().getSpec().connectionCredential().isEmpty()
                || client.secrets()
                                .inNamespace(blueprint.namespace())
                                .withName(blueprint.credential())
                                .get()
                        != null) {
            return List.of();
        }
        var secret = new SecretBuilder()
                .withMetadata(Names.kept(blueprint, blueprint.credential()))
                .withData(SecretData.encoded(Credentials.of(blueprint, random)))
                .build();
        return List.of(Plan.creation(reconciliation.primary(), secret, "Secret " + blueprint.credential()));
    }
}
