package io.cameleer.backup.store;

import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import io.cameleer.backup.BackupException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Opens a store of the kind that a location names. Without a Secret the process' own identity counts, which is how workload
 * identity reaches a pod on every cloud: the files and variables that EKS, GKE and AKS put into it.
 */
public final class Stores {
    private static final String CLOUD = "https://www.googleapis.com/auth/devstorage.read_write";

    private Stores() {}

    /**
     * Opens a store; the caller closes it.
     *
     * @param secret the values of the Secret, or nothing for the process' own identity
     * @throws BackupException when credentials are missing or unreadable; the message names the field, never a value
     */
    public static Store open(StoreLocation location, Optional<Map<String, String>> secret) {
        return switch (location.provider()) {
            case "s3" -> new S3Store(location, aws(location, secret));
            case "gcs" -> new GcsStore(location, google(location, secret));
            case "azure" -> new AzureStore(location, azure(location, secret));
            default ->
                throw new BackupException(
                        location.field() + "provider: " + location.provider() + " is unknown; use s3, gcs or azure");
        };
    }

    private static AwsCredentialsProvider aws(StoreLocation location, Optional<Map<String, String>> secret) {
        if (secret.isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        var id = required(location, secret.get(), "AWS_ACCESS_KEY_ID");
        var key = required(location, secret.get(), "AWS_SECRET_ACCESS_KEY");
        return StaticCredentialsProvider.create(Optional.ofNullable(secret.get().get("AWS_SESSION_TOKEN"))
                .<software.amazon.awssdk.auth.credentials.AwsCredentials>map(
                        token -> AwsSessionCredentials.create(id, key, token.strip()))
                .orElseGet(() -> AwsBasicCredentials.create(id, key)));
    }

    private static Credentials google(StoreLocation location, Optional<Map<String, String>> secret) {
        if (TrustedEndpoints.isEmulator(location)) {
            return GcsStore.none();
        }
        try {
            if (secret.isEmpty()) {
                return GoogleCredentials.getApplicationDefault().createScoped(CLOUD);
            }
            var json = required(location, secret.get(), "GOOGLE_APPLICATION_CREDENTIALS");
            // Other kinds of credentials name files to read and addresses to send them to: of this process, for a
            // stranger.
            return ServiceAccountCredentials.fromStream(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)))
                    .createScoped(CLOUD);
        } catch (IOException e) {
            throw secret.isEmpty()
                    ? StoreFailure.noCredentials(location, "GOOGLE_APPLICATION_CREDENTIALS", e)
                    : new BackupException(
                            location.field()
                                    + "credentialsSecretRef.name: its key GOOGLE_APPLICATION_CREDENTIALS holds no service account's JSON; put the downloaded key file there",
                            null);
        }
    }

    private static BlobServiceClientBuilder azure(StoreLocation location, Optional<Map<String, String>> secret) {
        var builder = new BlobServiceClientBuilder();
        if (secret.isEmpty()) {
            if (location.endpoint() == null) {
                throw new BackupException(location.field()
                        + "endpoint: is needed with azure and no Secret; write https://ACCOUNT.blob.core.windows.net");
            }
            return builder.endpoint(location.endpoint()).credential(new DefaultAzureCredentialBuilder().build());
        }
        var account = required(location, secret.get(), "AZURE_STORAGE_ACCOUNT");
        var key = required(location, secret.get(), "AZURE_STORAGE_KEY");
        return builder.endpoint(Optional.ofNullable(location.endpoint())
                        .orElse("https://" + account + ".blob.core.windows.net"))
                .credential(new StorageSharedKeyCredential(account, key));
    }

    private static String required(StoreLocation location, Map<String, String> secret, String key) {
        return Optional.ofNullable(secret.get(key))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new BackupException(
                        location.field() + "credentialsSecretRef.name: the Secret has no key " + key + "; add it"));
    }
}
