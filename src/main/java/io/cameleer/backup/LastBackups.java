package io.cameleer.backup;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** When clusters with a schedule were last backed up, in figures; each family tells of its own. */
public final class LastBackups {
    private final MultiGauge times;

    /** Registers the figure under tsdb-operator's name for it. */
    public LastBackups(MeterRegistry meters) {
        times = MultiGauge.builder("tsdb_operator_backup_last_success_timestamp_seconds")
                .description("End of the last good backup of a cluster that has a schedule, 0 before the first")
                .register(meters);
    }

    /** Tells of these clusters and of no other. */
    public void tell(Collection<BackupTarget> targets) {
        times.register(
                targets.stream()
                        .filter(target -> target.enabled()
                                && target.spec().schedule() != null
                                && !target.spec().suspend())
                        .map(target -> MultiGauge.Row.of(tags(target), seconds(target)))
                        .toList(),
                true);
    }

    private static long seconds(BackupTarget target) {
        return Optional.ofNullable(target.lastBackupTime())
                .map(time -> Instant.parse(time).getEpochSecond())
                .orElse(0L);
    }

    private static Tags tags(BackupTarget target) {
        var metadata = target.object().getMetadata();
        return Tags.of("namespace", metadata.getNamespace(), "cluster", metadata.getName());
    }
}
