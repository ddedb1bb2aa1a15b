package io.cameleer.backup;

import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoreLocation;
import io.cameleer.backup.store.Stores;
import io.cameleer.backup.store.TrustedEndpoints;
import io.cameleer.reconcile.SecretData;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;

/**
 * Opens the store that a custom resource names, with the credentials of the Secret beside it, or with the process' own
 * identity where its administrator trusts the address.
 */
public final class StoreAccess {
    private final KubernetesClient client;
    private final String defaultEndpoint;
    private final String defaultRegion;
    private final TrustedEndpoints trusted;

    /**
     * Uses defaults for what a cluster does not say.
     *
     * @param defaultEndpoint an S3-compatible store's address; AWS when blank
     * @param trusted the addresses to which the process' own identity is shown, beside the default one
     */
    public StoreAccess(
            KubernetesClient client, String defaultEndpoint, String defaultRegion, TrustedEndpoints trusted) {
        this.client = client;
        this.defaultEndpoint = defaultEndpoint;
        this.defaultRegion = defaultRegion;
        this.trusted = trusted;
    }

    /** The store of a cluster's own backups; the caller closes it. */
    public Store open(BackupTarget target) {
        return open(
                target.location(),
                target.object().getMetadata().getNamespace(),
                target.spec().credentialsSecretRef());
    }

    /**
     * Any store; the caller closes it.
     *
     * @throws BackupException when the Secret is missing or lacks a key, or when there is none and the address is not trusted
     */
    public Store open(StoreLocation location, String namespace, BackupSpec.CredentialsRef reference) {
        if (reference == null && !isDefault(location) && !trusted.include(location)) {
            throw new BackupException(
                    location.field() + "endpoint: the operator does not show its own identity to "
                            + location.endpoint() + "; name a Secret in " + location.field()
                            + "credentialsSecretRef, or have the address added to the setting cameleer.backup.identity-endpoints");
        }
        return Stores.open(
                location.orElse(defaultEndpoint, defaultRegion),
                Optional.ofNullable(reference).map(secret -> values(location, namespace, secret.name())));
    }

    private boolean isDefault(StoreLocation location) {
        return location.provider().equals("s3")
                && location.endpoint() != null
                && location.endpoint().equals(defaultEndpoint);
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
