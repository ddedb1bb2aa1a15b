package io.cameleer.backup.store;

import java.util.Optional;

/**
 * Where objects are kept.
 *
 * @param provider {@code s3}, {@code gcs} or {@code azure}; s3 when null
 * @param bucket the bucket, which Azure calls a container
 * @param region the region, null for the store's default
 * @param endpoint the address of a compatible store, null for the provider's own
 * @param prefix what keys begin with, without slashes at its ends; empty for none
 * @param field what stands before a part's name when an error names it: {@code spec.backup.} or {@code --}
 */
public record StoreLocation(
        String provider, String bucket, String region, String endpoint, String prefix, String field) {
    /** The defaults. */
    public StoreLocation {
        provider = Optional.ofNullable(provider).orElse("s3");
        region = blankToNull(region);
        endpoint = blankToNull(endpoint);
        prefix = Optional.ofNullable(prefix).orElse("").replaceAll("^/+|/+$", "");
    }

    /** A prefix as it is meant for a namespace; null when there is none. */
    public static String prefix(String prefix, String namespace) {
        return prefix == null ? null : prefix.replace("{namespace}", namespace);
    }

    /** The folder of a cluster's backups: {@code prefix/cluster/}. */
    public String folder(String cluster) {
        return root() + cluster + "/";
    }

    /** That folder, for people: {@code bucket/prefix/cluster/}. */
    public String where(String cluster) {
        return bucket + "/" + folder(cluster);
    }

    /** The prefix as a folder, empty when there is none. */
    public String root() {
        return prefix.isEmpty() ? "" : prefix + "/";
    }

    /** The same with a default for what is not said. */
    public StoreLocation orElse(String defaultEndpoint, String defaultRegion) {
        var s3 = provider.equals("s3");
        return new StoreLocation(
                provider,
                bucket,
                region == null && s3 ? defaultRegion : region,
                endpoint == null && s3 ? defaultEndpoint : endpoint,
                prefix,
                field);
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
