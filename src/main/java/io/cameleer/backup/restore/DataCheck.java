package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.Patience;
import io.cameleer.backup.PodShell;
import io.cameleer.reconcile.OwnPods;
import io.cameleer.reconcile.PodProxy;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks databases for their data. */
public final class DataCheck {
    private static final Logger LOG = LoggerFactory.getLogger(DataCheck.class);

    private final KubernetesClient client;
    private final Patience patience;

    /**
     * Asks through the API server.
     *
     * @param patience how long a database may take to start over restored data
     */
    public DataCheck(KubernetesClient client, Clock clock, Duration patience) {
        this.client = client;
        this.patience = new Patience(clock, patience);
    }

    /** Whether all replicas are there and ready. */
    boolean ready(RestoreTarget target) {
        var pods = pods(target);
        return pods.size() >= wanted(target)
                && pods.stream().allMatch(pod -> Readiness.isPodReady(pod) && !pod.isMarkedForDeletion());
    }

    private static int wanted(RestoreTarget target) {
        return Math.min(target.volumes(), target.set().getSpec().getReplicas());
    }

    /**
     * The number of series that the replica which has fewest answers with.
     *
     * @throws BackupException when one does not answer
     */
    long fewestSeries(RestoreTarget target, Instant at) {
        return all(target).stream()
                .mapToLong(pod -> series(target, pod.getMetadata().getName(), at))
                .min()
                .orElse(0);
    }

    /**
     * Starts the database of a throw-away pod and asks it.
     *
     * @throws BackupException when it does not start or answers without samples
     */
    public RestoreRun start(RestoreRun run) {
        var target = run.target();
        var shell = run.pods().getFirst();
        var told = shell.run(patience.limit(), "touch", DataPods.directory(target) + "/.cameleer-start");
        if (told.code() != 0) {
            throw new BackupException("pod " + shell.pod() + " cannot be told to start: "
                    + told.errors().strip());
        }
        awaitReady(target, shell);
        if (run.plan().range().isEmpty()) {
            return run;
        }
        var at = run.plan().range().get().to();
        var series = series(target, shell.pod(), at);
        if (series == 0) {
            throw new BackupException(
                    "a database over backup " + run.plan().backup().name()
                            + " starts and answers without a sample at " + at
                            + ", the time of its last one; do not rely on this backup");
        }
        return run.answered(series);
    }

    private void awaitReady(RestoreTarget target, PodShell shell) {
        var last = new AtomicInteger();
        patience.await(
                () -> {
                    try {
                        client.raw(path(target, shell.pod(), target.database().readyPath()), "GET", null);
                        return true;
                    } catch (KubernetesClientException e) {
                        refuseEnded(target, shell);
                        last.set(e.getCode());
                        return false;
                    }
                },
                () -> "the database over the backup does not get ready: HTTP " + last);
    }

    private void refuseEnded(RestoreTarget target, PodShell shell) {
        var resource = client.pods().inNamespace(target.namespace()).withName(shell.pod());
        var pod = resource.get();
        if (pod == null || !"Running".equals(pod.getStatus().getPhase())) {
            var log = pod == null ? "" : resource.tailingLines(3).getLog();
            throw new BackupException("the database over the backup ended: " + log.strip());
        }
    }

    private long series(RestoreTarget target, String pod, Instant at) {
        try {
            return target.database()
                    .series(client.raw(path(target, pod, target.database().queryPath(at)), "GET", null));
        } catch (KubernetesClientException | IOException e) {
            throw new BackupException("pod " + pod + " does not answer a query: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses a restore for which a database that runs has no room beside its data. What cannot be found out is found out later,
     * before anything is brought.
     *
     * @throws BackupException which says how much is needed
     */
    void refuseTooSmall(RestoreRun run) {
        for (var volume : volumes(run, pods(run.target()))) {
            try {
                volume.measure();
            } catch (BackupException | KubernetesClientException e) {
                LOG.info("The room of pod {} is not known: {}", volume.pod(), e.getMessage());
                continue;
            }
            volume.refuseTooSmall(run.plan());
        }
    }

    /**
     * Has every replica let go what nobody needs any more.
     *
     * @param standing throws when that is not to be done any more
     * @return how many replicas there are
     * @throws BackupException when one does not
     */
    int forget(RestoreRun run, Runnable standing) {
        var volumes = volumes(run, all(run.target()));
        for (var volume : volumes) {
            standing.run();
            volume.forget();
        }
        return volumes.size();
    }

    private List<Pod> all(RestoreTarget target) {
        var pods = pods(target);
        if (pods.size() < wanted(target)) {
            throw new BackupException("not all replicas are there any more");
        }
        return pods;
    }

    private List<DataVolume> volumes(RestoreRun run, List<Pod> pods) {
        return pods.stream()
                .map(pod -> DataVolume.ofDatabase(run, DataPods.shell(client, run.target(), pod)))
                .toList();
    }

    /** The pods of the replicas that are restored. */
    private List<Pod> pods(RestoreTarget target) {
        var set = target.set().getMetadata().getName();
        return OwnPods.of(client, target.object(), target.backups().pods()).stream()
                .filter(pod ->
                        Integer.parseInt(pod.getMetadata().getName().substring(set.length() + 1)) < target.volumes())
                .toList();
    }

    private static String path(RestoreTarget target, String pod, String path) {
        return PodProxy.path(target.namespace(), pod, target.database().port(), path);
    }
}
