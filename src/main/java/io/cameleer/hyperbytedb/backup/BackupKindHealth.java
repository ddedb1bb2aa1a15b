package io.cameleer.hyperbytedb.backup;

import io.cameleer.backup.BackupHealth;
import io.cameleer.backup.BackupStatus;
import io.cameleer.backup.RetentionStatus;
import io.cameleer.reconcile.Conditions;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The status of a HyperbytedbBackup in the words of its API, from the record that the shared routes keep. */
public final class BackupKindHealth {
    private final Clock clock;

    /** Tells the time of conditions by the system's clock. */
    public BackupKindHealth() {
        this(Clock.systemUTC());
    }

    BackupKindHealth(Clock clock) {
        this.clock = clock;
    }

    /** Concludes on the phase and what the last backup came to. */
    public Reconciliation<HyperbytedbBackup> observe(Reconciliation<HyperbytedbBackup> reconciliation) {
        var backup = reconciliation.primary();
        var status = Optional.ofNullable(backup.getStatus());
        var last = status.map(BackupKindStatus::backup);
        var good = last.filter(found -> "Succeeded".equals(found.state()));
        return reconciliation.concluding(new BackupKindStatus(
                phase(reconciliation, last),
                last.map(BackupStatus::startTime).orElse(null),
                last.map(BackupStatus::completionTime).orElse(null),
                good.map(BackupStatus::bytes).map(BackupKindHealth::size).orElse(null),
                good.filter(found -> backup.getSpec() != null
                                && BackupKindRules.violations(backup.getSpec()).isEmpty())
                        .map(found -> path(backup, found))
                        .orElse(null),
                status.map(BackupKindStatus::retention)
                        .filter(found -> "Applied".equals(found.state()))
                        .map(RetentionStatus::time)
                        .orElse(null),
                backup.getMetadata().getGeneration(),
                null,
                null,
                null,
                null,
                conditions(reconciliation, status)));
    }

    private static String phase(Reconciliation<HyperbytedbBackup> reconciliation, Optional<BackupStatus> last) {
        if (!reconciliation.isValid()) {
            return "Failed";
        }
        return switch (last.map(BackupStatus::state).orElse("")) {
            case "Running" -> "Running";
            case "Succeeded" -> "Completed";
            case "Failed" -> "Failed";
            default -> "Pending";
        };
    }

    private static String path(HyperbytedbBackup backup, BackupStatus last) {
        var location = HyperbytedbBackups.location(backup.getSpec());
        return location.provider() + "://" + location.bucket() + "/" + last.key();
    }

    /** A size as people write it, in powers of 1024. */
    static String size(long bytes) {
        var units = new String[] {"B", "KiB", "MiB", "GiB", "TiB"};
        var value = (double) bytes;
        var unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    private List<Condition> conditions(
            Reconciliation<HyperbytedbBackup> reconciliation, Optional<BackupKindStatus> status) {
        var conditions = new Conditions(
                status.map(BackupKindStatus::conditions).orElse(null),
                reconciliation.primary().getMetadata().getGeneration(),
                clock.instant());
        var list = new ArrayList<Condition>();
        list.add(
                reconciliation.isValid()
                        ? conditions.of("Ready", true, "AsExpected", "Backups can be taken.")
                        : conditions.of(
                                "Ready",
                                false,
                                reconciliation.violations().getFirst().reason(),
                                Violation.told(reconciliation.violations())));
        BackupHealth.condition(status.map(BackupKindStatus::backup).orElse(null), conditions)
                .ifPresent(list::add);
        BackupHealth.condition(status.map(BackupKindStatus::retention).orElse(null), conditions)
                .ifPresent(list::add);
        return list;
    }
}
