package io.cameleer.backup;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Opens the store that a cluster's backup section names, with that cluster's own credentials. */
public final class S3Stores {
    private final KubernetesClient client;
    private final String defaultEndpoint;
    private final String defaultRegion;

    /**
     * Uses defaults for what a cluster does not say.
     *
     * @param defaultEndpoint an S3-compatible store's address; AWS when blank
     */
    public S3Stores(KubernetesClient client, String defaultEndpoint, String defaultRegion) {
        this.client = client;
        this.defaultEndpoint = defaultEndpoint;
        this.defaultRegion = defaultRegion;
    }

    /**
     * A client that the caller closes.
     *
     * @throws BackupException when the Secret is missing or lacks a key
     */
    S3Client open(BackupTarget target) {
        var spec = target.spec();
        var endpoint = endpoint(spec);
        var builder = S3Client.builder()
                .region(Region.of(Optional.ofNullable(spec.region())
                        .filter(region -> !region.isBlank())
                        .orElse(defaultRegion)))
                .credentialsProvider(credentials(target))
                .httpClientBuilder(ApacheHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(10))
                        .socketTimeout(Duration.ofSeconds(60)))
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(Duration.ofMinutes(5)));
        endpoint.ifPresent(
                address -> builder.endpointOverride(URI.create(address)).forcePathStyle(true));
        return builder.build();
    }

    private Optional<String> endpoint(BackupSpec spec) {
        return Optional.ofNullable(spec.endpoint())
                .filter(address -> !address.isBlank())
                .or(() -> Optional.of(defaultEndpoint).filter(address -> !address.isBlank()));
    }

    private AwsCredentialsProvider credentials(BackupTarget target) {
        var reference = target.spec().credentialsSecretRef();
        if (reference == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        var secret = client.secrets()
                .inNamespace(target.object().getMetadata().getNamespace())
                .withName(reference.name())
                .get();
        if (secret == null) {
            throw new BackupException("spec.backup.credentialsSecretRef.name: there is no Secret " + reference.name()
                    + "; create it with the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        }
        var data = Optional.ofNullable(secret.getData()).orElse(Map.of());
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                value(data, "AWS_ACCESS_KEY_ID", reference.name()),
                value(data, "AWS_SECRET_ACCESS_KEY", reference.name())));
    }

    private static String value(Map<String, String> data, String key, String secret) {
        return Optional.ofNullable(data.get(key))
                .map(encoded -> new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).strip())
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new BackupException(
                        "spec.backup.credentialsSecretRef.name: Secret " + secret + " has no key " + key + "; add it"));
    }

    /** What a failure of the store means for the one who wrote the cluster's backup section. */
    BackupException explain(BackupTarget target, SdkException failure) {
        var spec = target.spec();
        var store = endpoint(spec).orElse("AWS S3");
        if (failure instanceof NoSuchBucketException) {
            return new BackupException(
                    "spec.backup.bucket: there is no bucket " + spec.bucket() + " at " + store
                            + "; create it or name another",
                    failure);
        }
        if (failure instanceof S3Exception refused) {
            var code = Optional.ofNullable(refused.awsErrorDetails())
                    .map(details -> details.errorCode())
                    .orElse("HTTP " + refused.statusCode());
            if (refused.statusCode() == 403) {
                return new BackupException(
                        "spec.backup.credentialsSecretRef: " + store + " refuses these credentials for bucket "
                                + spec.bucket() + " (" + code + "); correct the Secret or grant it access",
                        failure);
            }
            return new BackupException(store + " answered " + code + " for bucket " + spec.bucket(), failure);
        }
        if (failure instanceof SdkClientException && failure.getMessage().contains("credentials")) {
            return new BackupException(
                    "spec.backup.credentialsSecretRef: is absent and the operator itself has no credentials; name a Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                    failure);
        }
        return new BackupException(
                "spec.backup.endpoint: " + store + " cannot be reached; check the address and the network ("
                        + root(failure) + ")",
                failure);
    }

    private static String root(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName();
    }
}
