package io.cameleer.backup;

import io.cameleer.backup.catalog.Manifest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
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
        var metadata = run.target().object().getMetadata();
        return new Manifest(
                Manifest.VERSION,
                run.target().object().getKind(),
                metadata.getNamespace(),
                metadata.getName(),
                run.time().toString(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                run.isIncremental() ? "incremental" : "tar",
                database,
                Optional.ofNullable(range).map(found -> found.from().toString()).orElse(null),
                Optional.ofNullable(range).map(found -> found.to().toString()).orElse(null),
                run.pod(),
                run.snapshot(),
                run.key(),
                bytes,
                uploaded,
                sha256,
                files);
    }
}
