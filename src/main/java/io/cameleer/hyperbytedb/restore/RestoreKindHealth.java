package io.cameleer.hyperbytedb.restore;

import io.cameleer.backup.restore.RestoreStatus;
import io.cameleer.hyperbytedb.objects.Names;
import io.cameleer.reconcile.Conditions;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The status of a HyperbytedbRestore in the words of its API, from the record that the shared routes keep. */
public final class RestoreKindHealth {
    private static final Set<String> IN_PLACE = Set.of("Placed", "Succeeded");

    private final Clock clock;

    /** Tells the time of conditions by the system's clock. */
    public RestoreKindHealth() {
        this(Clock.systemUTC());
    }

    RestoreKindHealth(Clock clock) {
        this.clock = clock;
    }

    /** Concludes on the phase and what came of it. */
    public Reconciliation<HyperbytedbRestore> observe(Reconciliation<HyperbytedbRestore> reconciliation) {
        var restore = reconciliation.primary();
        var record = Optional.ofNullable(restore.getStatus()).map(RestoreKindStatus::restore);
        var placed = record.filter(found -> IN_PLACE.contains(found.state()));
        return reconciliation.concluding(new RestoreKindStatus(
                phase(reconciliation, record),
                placed.map(found -> List.of(Names.DATA + "-" + restore.getSpec().clusterName() + "-0"))
                        .orElse(null),
                record.map(RestoreStatus::startTime).orElse(null),
                record.map(RestoreStatus::completionTime).orElse(null),
                restore.getMetadata().getGeneration(),
                null,
                conditions(reconciliation, record)));
    }

    private static String phase(Reconciliation<HyperbytedbRestore> reconciliation, Optional<RestoreStatus> record) {
        return switch (record.map(RestoreStatus::state).orElse("")) {
            case "Running" -> record.get().totalBytes() == null ? "ScalingDown" : "Restoring";
            case "Placed" -> "Restoring";
            case "Succeeded" -> "Completed";
            case "Failed" -> "Failed";
            default -> reconciliation.isValid() ? "Pending" : "Failed";
        };
    }

    private List<Condition> conditions(
            Reconciliation<HyperbytedbRestore> reconciliation, Optional<RestoreStatus> record) {
        var conditions = new Conditions(
                Optional.ofNullable(reconciliation.primary().getStatus())
                        .map(RestoreKindStatus::conditions)
                        .orElse(null),
                reconciliation.primary().getMetadata().getGeneration(),
                clock.instant());
        var list = new ArrayList<Condition>();
        list.add(
                reconciliation.isValid()
                        ? conditions.of("Ready", true, "AsExpected", "The restore can be done.")
                        : conditions.of(
                                "Ready",
                                false,
                                reconciliation.violations().getFirst().reason(),
                                Violation.told(reconciliation.violations())));
        record.map(found -> switch (found.state()) {
                    case "Succeeded" ->
                        conditions.of("Restored", true, "Completed", "Backup " + found.backup() + " is restored.");
                    case "Placed" ->
                        conditions.of(
                                "Restored",
                                false,
                                "Starting",
                                "The data of backup " + found.backup() + " are in place; the members start.");
                    case "Failed" -> conditions.of("Restored", false, "Failed", found.message());
                    default -> conditions.of("Restored", false, "Restoring", "The data are being brought.");
                })
                .ifPresent(list::add);
        return list;
    }
}
