package io.cameleer.cli;

import io.cameleer.backup.Asked;
import io.cameleer.backup.BackupException;
import io.cameleer.backup.BackupStatus;
import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.restore.RestoreStatus;
import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.backup.restore.Verifications;
import io.cameleer.backup.restore.VerifyStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine;

/** Follows what the operator does for a cluster by the cluster's status, and shows the progress. */
final class Follow {
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
                database -> own(
                        database,
                        BackupTarget.REQUEST,
                        request,
                        database.backup(),
                        BackupStatus::request,
                        BackupStatus::trigger),
                BackupStatus::hasEnded,
                status -> status.bytes() == null ? 0 : status.bytes(),
                status -> 0L,
                status -> status.hasEnded() ? null : status.message());
    }

    VerifyStatus verify(String request) {
        return until(
                "verify",
                database -> own(
                        database,
                        Verifications.REQUEST,
                        request,
                        database.verify(),
                        VerifyStatus::request,
                        VerifyStatus::trigger),
                status -> !"Running".equals(status.state()),
                status -> status.bytes() == null ? 0 : status.bytes(),
                status -> 0L,
                status -> null);
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
                status -> status.totalBytes() == null ? 0 : status.totalBytes(),
                status -> null);
    }

    /**
     * The record if it is of a request, or null while that was not taken up.
     *
     * @throws BackupException when it will not be, or when its end cannot be known any more
     */
    private static <S> S own(
            Database database,
            String annotation,
            String request,
            S record,
            Function<S, String> requested,
            Function<S, String> trigger) {
        var name = database.name();
        if (record != null && request.equals(requested.apply(record))) {
            if (!"request".equals(trigger.apply(record))) {
                throw new BackupException("it has ended, and one of the schedule has begun since;"
                        + " the Events in kubectl describe " + database.family().kind() + " " + name + " tell its end");
            }
            return record;
        }
        database.needBackups();
        if (!request.equals(database.object().getMetadata().getAnnotations().get(annotation))) {
            throw new BackupException("the request was taken away, or somebody else asked, before it was taken up");
        }
        if (Asked.of(database.object(), annotation).isEmpty()) {
            throw new BackupException("the request seems to be older than " + name + "; set this machine's clock");
        }
        return null;
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
            Function<S, Long> total,
            Function<S, String> waitsFor) {
        try (var progress = new Progress(command.getErr(), what, 0)) {
            var ended = client.resource(cluster.object())
                    .informOnCondition(objects -> {
                        if (objects.isEmpty()) {
                            throw new TsdbCtl.NotFound("the cluster was deleted meanwhile");
                        }
                        var found =
                                Optional.ofNullable(part.apply(cluster.family().of(objects.getFirst())));
                        found.ifPresent(status -> {
                            progress.waits(waitsFor.apply(status));
                            progress.at(bytes.apply(status), total.apply(status));
                        });
                        return found.filter(done).isPresent();
                    })
                    .get();
            return part.apply(cluster.family().of(ended.getFirst()));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException told ? told : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException("interrupted; the operator goes on", e);
        }
    }
}
