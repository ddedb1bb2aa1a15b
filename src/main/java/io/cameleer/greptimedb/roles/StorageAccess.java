package io.cameleer.greptimedb.roles;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.spec.StorageSpec;
import io.cameleer.reconcile.RestrictedPod;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** How data nodes get their credentials: from a Secret into the environment or a file, never through a ConfigMap. */
public final class StorageAccess {
    private static final String AZURE = "GREPTIMEDB_DATANODE__STORAGE__";

    private StorageAccess() {}

    /** The name of the Secret that the pods read, if they read one. */
    public static Optional<String> secret(GreptimeDBCluster cluster) {
        var storage = cluster.getSpec().storage();
        return switch (storage.credentials()) {
            case SECRET -> Optional.of(storage.secretRef());
            case INLINE -> Optional.of(copy(cluster));
            case IDENTITY -> Optional.empty();
        };
    }

    /** The name of the operator's own Secret for keys that stand in the spec. */
    public static String copy(GreptimeDBCluster cluster) {
        return cluster.getMetadata().getName() + "-storage";
    }

    /** The keys that a user's Secret must have. */
    public static List<String> keys(String backend) {
        return switch (backend) {
            case "s3" -> List.of("accessKeyId", "secretAccessKey");
            case "azure" -> List.of("storageAccountName", "storageAccountKey");
            default -> List.of(Configuration.GCS_KEY);
        };
    }

    /** The operator's own Secret, if keys stand in the spec. */
    static Optional<Secret> owned(GreptimeDBCluster cluster) {
        var storage = cluster.getSpec().storage();
        return storage.credentials() == StorageSpec.Credentials.INLINE
                ? Optional.of(new SecretBuilder()
                        .withMetadata(Role.DATANODE.metadata(cluster, copy(cluster)))
                        .addToData("accessKeyId", base64(storage.accessKeyId()))
                        .addToData("secretAccessKey", base64(storage.secretAccessKey()))
                        .withType("Opaque")
                        .build())
                : Optional.empty();
    }

    /** The environment of a data node. */
    static List<EnvVar> environment(GreptimeDBCluster cluster) {
        var storage = cluster.getSpec().storage();
        var secret = secret(cluster);
        if (secret.isEmpty()) {
            return List.of();
        }
        return switch (storage.backend()) {
            case "s3" ->
                List.of(
                        RestrictedPod.secret("AWS_ACCESS_KEY_ID", secret.get(), "accessKeyId"),
                        RestrictedPod.secret("AWS_SECRET_ACCESS_KEY", secret.get(), "secretAccessKey"));
            case "azure" -> {
                var name = RestrictedPod.secret(AZURE + "ACCOUNT_NAME", secret.get(), "storageAccountName");
                var key = RestrictedPod.secret(AZURE + "ACCOUNT_KEY", secret.get(), "storageAccountKey");
                // Kubernetes puts the account's name in: nobody has to read the Secret for the address.
                var endpoint = new EnvVarBuilder()
                        .withName(AZURE + "ENDPOINT")
                        .withValue("https://$(" + AZURE + "ACCOUNT_NAME).blob.core.windows.net")
                        .build();
                yield storage.endpoint() == null ? List.of(name, key, endpoint) : List.of(name, key);
            }
            default -> List.of();
        };
    }

    /** The volume with a key file, for the store that wants one. */
    static Optional<Volume> volume(GreptimeDBCluster cluster) {
        return secret(cluster).filter(secret -> isGcs(cluster)).map(secret -> new VolumeBuilder()
                .withName("credentials")
                .withNewSecret()
                .withSecretName(secret)
                .endSecret()
                .build());
    }

    /** Where that volume is mounted. */
    static Optional<VolumeMount> mount(GreptimeDBCluster cluster) {
        return secret(cluster).filter(secret -> isGcs(cluster)).map(secret -> new VolumeMountBuilder()
                .withMountPath(Configuration.GCS_FOLDER)
                .withName("credentials")
                .withReadOnly(true)
                .build());
    }

    private static boolean isGcs(GreptimeDBCluster cluster) {
        return cluster.getSpec().storage().backend().equals("gcs");
    }

    static String base64(String text) {
        return Base64.getEncoder()
                .encodeToString(Optional.ofNullable(text).orElse("").getBytes(StandardCharsets.UTF_8));
    }
}
