package io.cameleer.cli;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.StoreAccess;
import io.cameleer.backup.catalog.BackupCatalog;
import io.cameleer.backup.catalog.BackupOwner;
import io.cameleer.backup.catalog.Holdings;
import io.cameleer.backup.catalog.StoredBackup;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoreLocation;
import io.cameleer.backup.store.Stores;
import io.cameleer.backup.store.TrustedEndpoints;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where backups are: told by options, or taken from a cluster's spec. */
final class StoreOptions {
    @Option(names = "--provider", paramLabel = "KIND", description = "s3, gcs or azure; s3 when absent.")
    private String provider;

    @Option(names = "--endpoint", paramLabel = "URL", description = "Address of a compatible store.")
    private String endpoint;

    @Option(names = "--region", paramLabel = "NAME", description = "The store's region.")
    private String region;

    @Option(names = "--bucket", paramLabel = "NAME", description = "The bucket.")
    private String bucket;

    @Option(names = "--prefix", paramLabel = "PATH", description = "What the objects' keys begin with.")
    private String prefix;

    @Option(
            names = {"-c", "--cluster"},
            paramLabel = "NAME",
            description = "Take all of this from the backup section of a cluster.")
    private String cluster;

    @Mixin
    private ClusterOptions kubernetes;

    /** Whether a cluster was named. */
    boolean namesCluster() {
        return cluster != null;
    }

    String cluster() {
        return cluster;
    }

    ClusterOptions kubernetes() {
        return kubernetes;
    }

    /**
     * The store; the caller closes it.
     *
     * @throws BackupException when it is not told which one
     */
    Opened open() {
        if (cluster != null) {
            return ofCluster();
        }
        if (bucket == null) {
            throw new TsdbCtl.Usage("--bucket: is needed, or a cluster's name by --cluster");
        }
        var location = new StoreLocation(
                provider,
                bucket,
                Optional.ofNullable(region)
                        .or(() -> Optional.ofNullable(System.getenv("AWS_REGION")))
                        .orElse(null),
                endpoint,
                prefix,
                "--");
        return new Opened(Stores.open(location, environment(location)), location, Optional.empty());
    }

    private Opened ofCluster() {
        try (var client = kubernetes.client()) {
            var found = kubernetes.cluster(client, cluster);
            var spec = found.backups().spec();
            if (spec == null || spec.bucket() == null) {
                throw new BackupException("spec.backup.bucket: " + kubernetes.kind() + " " + cluster + " has none");
            }
            var location = spec.location(found.namespace());
            var defaults = new StoreAccess(
                    client, endpoint, Optional.ofNullable(region).orElse("us-east-1"), new TrustedEndpoints(List.of()));
            var store = spec.credentialsSecretRef() == null
                    ? Stores.open(location.orElse(endpoint, region), environment(location))
                    : defaults.open(location, found.namespace(), spec.credentialsSecretRef());
            return new Opened(store, location, Optional.of(BackupOwner.of(found.object())));
        }
    }

    /** The environment's credentials for stores whose library does not look there itself. */
    private static Optional<Map<String, String>> environment(StoreLocation location) {
        if (!location.provider().equals("azure") || System.getenv("AZURE_STORAGE_KEY") == null) {
            return Optional.empty();
        }
        var values = new HashMap<String, String>();
        for (var name : List.of("AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_KEY")) {
            Optional.ofNullable(System.getenv(name)).ifPresent(value -> values.put(name, value));
        }
        return Optional.of(values);
    }

    /**
     * An open store.
     *
     * @param owner the cluster that was named, or nothing for all below the prefix
     */
    record Opened(Store store, StoreLocation location, Optional<BackupOwner> owner) implements AutoCloseable {
        /** The folder of the cluster that was named. */
        Optional<String> folder() {
            return owner.map(cluster -> location.folder(cluster.name()));
        }

        /** All backups that are meant, by folder and then by time. */
        List<StoredBackup> backups() {
            return folder().map(List::of).orElseGet(() -> BackupCatalog.folders(store, location.root())).stream()
                    .flatMap(path -> BackupCatalog.list(store, path).stream())
                    .toList();
        }

        /** What may be chosen from. */
        Holdings holdings() {
            return owner.map(cluster -> Holdings.of(store, location, cluster))
                    .orElseGet(() -> Holdings.ofAll(
                            where(),
                            backups().stream()
                                    .sorted(Comparator.comparing(StoredBackup::time))
                                    .toList()));
        }

        String where() {
            return owner.map(cluster -> location.where(cluster.name()))
                    .orElseGet(() -> location.bucket() + "/" + location.root());
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
