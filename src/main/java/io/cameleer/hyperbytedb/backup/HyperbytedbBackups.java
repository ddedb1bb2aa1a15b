package io.cameleer.hyperbytedb.backup;

import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.SnapshotApi;
import io.cameleer.backup.store.StoreLocation;
import io.cameleer.hyperbytedb.objects.ConfigToml;
import io.cameleer.hyperbytedb.objects.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** HyperbytedbBackups in the terms of the shared routes: the database's own command writes what is then stored. */
public final class HyperbytedbBackups {
    /** How a HyperbyteDB is snapshotted. */
    public static final SnapshotApi API = new SnapshotApi(
            "hyperbytedb",
            Names.CONTAINER,
            0,
            null,
            null,
            ConfigToml.DIRECTORY + "/backups",
            ConfigToml.DIRECTORY,
            new ParquetFormat(),
            List.of("hyperbytedb", "backup", "--output"));

    /** A backup as the shared routes see it, null until it is known that its spec can be used and its cluster is there. */
    public BackupTarget target(HyperbytedbBackup backup) {
        if (!isReady(backup) || !BackupKindRules.violations(backup.getSpec()).isEmpty()) {
            return null;
        }
        var spec = backup.getSpec();
        var status = Optional.ofNullable(backup.getStatus());
        var location = location(spec);
        return new BackupTarget(
                backup,
                section(spec, location),
                status.map(BackupKindStatus::backup).orElse(null),
                status.map(BackupKindStatus::lastScheduleTime).orElse(null),
                status.map(BackupKindStatus::lastBackupTime).orElse(null),
                Map.of("app.kubernetes.io/name", "hyperbytedb", "app.kubernetes.io/instance", spec.clusterName()),
                API,
                "backup-attempt",
                location,
                spec.schedule() == null ? "once" : null);
    }

    private static boolean isReady(HyperbytedbBackup backup) {
        var status = backup.getStatus();
        return status != null
                && status.conditions() != null
                && status.conditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True")
                                && backup.getMetadata().getGeneration().equals(condition.getObservedGeneration()));
    }

    /** The folder of a cluster; each HyperbytedbBackup has one of its own in it. */
    public static StoreLocation location(BackupKindSpec spec) {
        var to = spec.destination();
        var s3 = to.s3();
        var other = Optional.ofNullable(to.gcs()).orElse(to.azure());
        var prefix = Optional.ofNullable(s3 != null ? s3.prefix() : other.prefix())
                .orElse("")
                .replaceAll("/+$", "");
        var folder = prefix.isEmpty() ? spec.clusterName() : prefix + "/" + spec.clusterName();
        var provider = s3 != null ? "s3" : to.gcs() != null ? "gcs" : "azure";
        return new StoreLocation(
                provider,
                s3 != null ? s3.bucket() : other.bucket(),
                s3 != null ? s3.region() : null,
                s3 != null ? s3.endpoint() : other.endpoint(),
                folder,
                "spec.destination." + provider + ".",
                "credentialsSecretName");
    }

    /** The Secret of a bucket, null for the operator's own identity. */
    public static BackupSpec.CredentialsRef secret(BackupKindSpec.Destination to) {
        var name = to.s3() != null
                ? to.s3().credentialsSecretName()
                : Optional.ofNullable(to.gcs()).orElse(to.azure()).credentialsSecretName();
        return name == null ? null : new BackupSpec.CredentialsRef(name);
    }

    private static BackupSpec section(BackupKindSpec spec, StoreLocation location) {
        return new BackupSpec(
                true,
                location.bucket(),
                location.region(),
                location.endpoint(),
                location.prefix(),
                spec.schedule(),
                secret(spec.destination()),
                location.provider(),
                spec.incremental() ? "incremental" : "tar",
                new BackupSpec.Retention(null, spec.retentionDays() + "d", false),
                null,
                null,
                null,
                null,
                false);
    }
}
