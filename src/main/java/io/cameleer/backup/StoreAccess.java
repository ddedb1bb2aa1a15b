package io.cameleer.backup;

import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoreLocation;
import io.cameleer.backup.store.Stores;
import io.cameleer.reconcile.SecretData;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;

/** Opens the store that a custom resource names, with the credentials of the Secret beside it. */
public final class StoreAccess {
    private final KubernetesClient client;
    private final String defaultEndpoint;
    private final String defaultRegion;

    /**
     * Uses defaults for what a cluster does not say.
     *
     * @param defaultEndpoint an S3-compatible store's address; AWS when blank
     */
    public StoreAccess(KubernetesClient client, String defaultEndpoint, String defaultRegion) {
        this.client = client;
        this.defaultEndpoint = defaultEndpoint;
        this.defaultRegion = defaultRegion;
    }

    /** The store of a cluster's own backups; the caller closes it. */
    Store open(BackupTarget target) {
        return open(
                target.spec().location(),
                target.object().getMetadata().getNamespace(),
                target.spec().credentialsSecretRef());
    }

    /**
     * Any store; the caller closes it.
     *
     * @throws BackupException when the Secret is missing or lacks a key
     */
    public Store open(StoreLocation location, String namespace, BackupSpec.CredentialsRef reference) {
        return Stores.open(
                location.orElse(defaultEndpoint, defaultRegion),
                Optional.ofNullable(reference).map(secret -> values(location, namespace, secret.name())));
    }

    private Map<String, String> values(StoreLocation location, String namespace, String name) {
        var secret = client.secrets().inNamespace(namespace).withName(name).get();
        if (secret == null) {
            throw new BackupException(location.field() + "credentialsSecretRef.name: there is no Secret " + name
                    + "; create it with the keys " + keys(location));
        }
        return SecretData.of(secret);
    }

    private static String keys(StoreLocation location) {
        return switch (location.provider()) {
            case "gcs" -> "GOOGLE_APPLICATION_CREDENTIALS";
            case "azure" -> "AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY";
            default -> "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
        };
    }
}
