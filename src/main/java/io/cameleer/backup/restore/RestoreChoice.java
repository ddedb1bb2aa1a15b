package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.catalog.BackupCatalog;
import io.cameleer.backup.catalog.Holdings;
import io.cameleer.backup.catalog.StoredBackup;
import io.cameleer.backup.store.Store;
import java.time.Clock;
import java.util.Optional;

/** Which backup a restore brings: once a person was asked or it began, always the same. */
public final class RestoreChoice {
    private final Transfers transfers;
    private final Clock clock;

    /** Looks into stores. */
    public RestoreChoice(Transfers transfers, Clock clock) {
        this.transfers = transfers;
        this.clock = clock;
    }

    /**
     * Chooses the backup, finds out what it consists of, and pins it.
     *
     * @throws BackupException when there is none, or when the database would not keep it
     */
    public RestoreRun choose(RestoreRun run) {
        var target = run.target();
        try (var store = transfers.open(run)) {
            var plan = RestorePlan.of(
                    store, chosen(target, store), target.backups().api().format());
            refuseAnother(target, plan);
            refuseWhatWouldNotBeKept(target, plan);
            return run.bringing(plan).pinning(store);
        }
    }

    private static StoredBackup chosen(RestoreTarget target, Store store) {
        // "The newest" means what it meant when a person was asked or the restore began.
        var settled = settled(target).map(RestoreStatus::key);
        var location = target.location();
        var source = target.source();
        return settled.isPresent()
                ? BackupChoice.of(
                        Holdings.ofAll(
                                location.where(source.name()),
                                BackupCatalog.list(store, location.folder(source.name()))),
                        settled.get(),
                        null)
                : BackupChoice.of(
                        Holdings.of(store, location, source),
                        target.spec().backup(),
                        target.spec().before());
    }

    /** The record that says which backup it is: that of a restore which was interrupted, or of one which a person allows. */
    static Optional<RestoreStatus> settled(RestoreTarget target) {
        return target.record()
                .filter(found -> "Running".equals(found.state()) || target.confirmed())
                .filter(found -> found.key() != null);
    }

    private static void refuseAnother(RestoreTarget target, RestorePlan plan) {
        settled(target)
                .map(RestoreStatus::checksum)
                .filter(checksum -> !checksum.equals(plan.checksum()))
                .ifPresent(checksum -> {
                    throw new BackupException(
                            "backup " + plan.backup().name() + " is not the one any more that was chosen: "
                                    + plan.backup().key() + " was changed since");
                });
    }

    private void refuseWhatWouldNotBeKept(RestoreTarget target, RestorePlan plan) {
        if (target.retention() == null || plan.range().isEmpty()) {
            return;
        }
        var oldest = clock.instant().minus(target.retention());
        if (plan.range().get().to().isBefore(oldest)) {
            throw new BackupException("spec.retention: the newest sample of backup "
                    + plan.backup().name() + " is of " + plan.range().get().to()
                    + ", which the database would delete at its start; set a longer retention");
        }
    }
}
