package io.cameleer.backup;

import io.cameleer.backup.catalog.Manifest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A manifest while its backup is made. */
final class ManifestDraft {
    private final BackupRun run;
    private final String database;
    private final List<Manifest.File> files = new ArrayList<>();
    private SnapshotFormat.TimeRange range;

    ManifestDraft(BackupRun run, String database) {
        this.run = run;
        this.database = database;
    }

    void add(Manifest.File file) {
        files.add(file);
    }

    void learn(String path, byte[] content) {
        run.target().api().format().timeRange(path, content).ifPresent(found -> range = found.and(range));
    }

    List<Manifest.File> files() {
        return List.copyOf(files);
    }

    long bytes() {
        return files.stream().mapToLong(Manifest.File::bytes).sum();
    }

    Manifest finished(long bytes, long uploaded, String sha256, Clock clock) {
        return run.manifest(
                run.isIncremental() ? "incremental" : "tar",
                database,
                Optional.ofNullable(range),
                bytes,
                uploaded,
                sha256,
                files,
                clock.instant());
    }
}
