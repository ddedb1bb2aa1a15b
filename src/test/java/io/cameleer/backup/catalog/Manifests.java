package io.cameleer.backup.catalog;

import java.util.List;

/** Manifests as backups of {@code PrometheusCluster}s have them. */
public final class Manifests {
    private Manifests() {}

    /** The manifest of an archive of ten bytes. */
    public static Manifest archive(String namespace, String name, String time, String key) {
        return of(namespace, name, time, "tar", key, 10, List.of());
    }

    /** The manifest of an incremental backup. */
    public static Manifest increment(String time, String key, List<Manifest.File> files) {
        return of(
                "default",
                "demo",
                time,
                "incremental",
                key,
                files.stream().mapToLong(Manifest.File::bytes).sum(),
                files);
    }

    private static Manifest of(
            String namespace,
            String name,
            String time,
            String format,
            String key,
            long bytes,
            List<Manifest.File> files) {
        return new Manifest(
                Manifest.VERSION,
                "PrometheusCluster",
                namespace,
                name,
                time,
                null,
                format,
                null,
                null,
                null,
                null,
                null,
                key,
                bytes,
                bytes,
                "tar".equals(format) ? "0" : null,
                files);
    }
}
