package io.cameleer.cli;

import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.catalog.StoredBackup;
import java.util.List;
import java.util.Optional;

/** A backup as it is listed. */
record BackupRow(
        String name,
        String cluster,
        String namespace,
        String format,
        Long bytes,
        Long uploadedBytes,
        String database,
        String from,
        String to,
        String key,
        String state) {
    static final List<String> HEADER =
            List.of("NAME", "CLUSTER", "FORMAT", "SIZE", "SENT", "LAST SAMPLE", "STATE", "KEY");

    static BackupRow of(StoredBackup backup) {
        var manifest = backup.manifest();
        return new BackupRow(
                backup.name(),
                backup.cluster(),
                manifest.map(Manifest::namespace).orElse(null),
                backup.format(),
                backup.bytes(),
                manifest.map(Manifest::uploadedBytes).filter(sent -> sent > 0).orElse(null),
                manifest.map(Manifest::database).orElse(null),
                manifest.map(Manifest::from).orElse(null),
                manifest.map(Manifest::to).orElse(null),
                backup.key(),
                backup.problem().orElse(manifest.isPresent() ? "good" : "good, without checksums"));
    }

    List<String> columns() {
        return List.of(
                name,
                cluster,
                format,
                Output.size(bytes),
                Optional.ofNullable(uploadedBytes).map(Output::size).orElse("-"),
                Optional.ofNullable(to)
                        .map(time -> time.replaceFirst("\\.\\d+", ""))
                        .orElse("-"),
                state,
                key);
    }
}
