package io.cameleer.cli;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.BackupStatus;
import io.cameleer.backup.restore.RestoreStatus;
import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.backup.restore.VerifyStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine;

/** Follows what the operator does for a cluster by the cluster's status, and shows the progress. */
final class Follow {
    private static final Duration POLL = Duration.ofMillis(500);

    private final CommandLine command;
    private final KubernetesClient client;
    private final Database cluster;

    Follow(CommandLine command, KubernetesClient client, Database cluster) {
        this.command = command;
        this.client = client;
        this.cluster = cluster;
    }

    BackupStatus backup(String request) {
        return until(
                "backup",
                Database::backup,
                status -> request.equals(status.request()) && !"Running".equals(status.state()),
                status -> status.bytes() == null ? 0 : status.bytes(),
                status -> 0L);
    }

    VerifyStatus verify(String request) {
        return until(
                "verify",
                Database::verify,
                status -> request.equals(status.request()) && !"Running".equals(status.state()),
                status -> status.bytes() == null ? 0 : status.bytes(),
                status -> 0L);
    }

    /**
     * The record of a restore in one of some states.
     *
     * @throws BackupException when it is not asked for any more
     */
    RestoreStatus restore(String id, String... states) {
        return until(
                "restore",
                database -> asked(id, database),
                status -> id.equals(status.id()) && List.of(states).contains(status.state()),
                status -> status.bytes() == null ? 0 : status.bytes(),
                status -> status.totalBytes() == null ? 0 : status.totalBytes());
    }

    private static RestoreStatus asked(String id, Database database) {
        var spec = database.restores().spec();
        if (spec == null || !RestoreTarget.fingerprint(spec).equals(id)) {
            throw new BackupException(
                    "spec.restoreFrom was taken away or changed meanwhile; what was not in place by then is taken back");
        }
        return database.restore();
    }

    private <S> S until(
            String what,
            Function<Database, S> part,
            Predicate<S> done,
            Function<S, Long> bytes,
            Function<S, Long> total) {
        try (var progress = new Progress(command.getErr(), what, 0)) {
            while (true) {
                var now = client.resource(cluster.object()).get();
                if (now == null) {
                    throw new TsdbCtl.NotFound("the cluster was deleted meanwhile");
                }
                var found = Optional.ofNullable(part.apply(cluster.family().of(now)));
                if (found.filter(done).isPresent()) {
                    return found.get();
                }
                found.ifPresent(status -> progress.at(bytes.apply(status), total.apply(status)));
                Thread.sleep(POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException("interrupted; the operator goes on", e);
        }
    }
}
