package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.Patience;
import io.cameleer.reconcile.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops what runs on the volumes, starts the pods that a restore or a verification needs, and removes them. */
public final class RestorePods {
    private static final Logger LOG = LoggerFactory.getLogger(RestorePods.class);

    private final KubernetesClient client;
    private final Clock clock;
    private final Patience patience;

    /**
     * Works with a client.
     *
     * @param patience how long a pod may take to start or to end
     */
    public RestorePods(KubernetesClient client, Clock clock, Duration patience) {
        this.client = client;
        this.clock = clock;
        this.patience = new Patience(clock, patience);
    }

    /**
     * Starts the pods, when nothing else runs on the volumes any more.
     *
     * @throws BackupException when that takes too long, saying what the pods say
     */
    public RestoreRun open(RestoreRun run) {
        var target = run.target();
        if (run.isVerify()) {
            close(run);
            return run.into(List.of(DataPods.shell(client, target, started(create(DataPods.throwAway(target))))));
        }
        patience.await(
                () -> databasePods(target).isEmpty(),
                () -> "the pods of " + target.id() + " do not end: " + String.join(", ", databasePods(target)));
        var pods = new ArrayList<Pod>();
        for (var ordinal = 0; ordinal < target.set().getSpec().getReplicas(); ordinal++) {
            claim(target, ordinal);
            pods.add(create(DataPods.overVolume(target, ordinal)));
        }
        return run.into(pods.stream()
                .map(this::started)
                .map(pod -> DataPods.shell(client, target, pod))
                .toList());
    }

    /** Removes the pods, after success and failure alike, and waits until the volumes are free. */
    public void close(RestoreRun run) {
        var target = run.target();
        var names = run.isVerify()
                ? List.of(target.name() + "-verify")
                : java.util.stream.IntStream.range(0, target.set().getSpec().getReplicas())
                        .mapToObj(ordinal -> target.name() + "-restore-" + ordinal)
                        .toList();
        try {
            names.forEach(name ->
                    client.pods().inNamespace(target.namespace()).withName(name).delete());
            patience.await(
                    () -> names.stream()
                            .allMatch(name -> client.pods()
                                            .inNamespace(target.namespace())
                                            .withName(name)
                                            .get()
                                    == null),
                    () -> "the pods of the restore do not end");
        } catch (BackupException | KubernetesClientException e) {
            LOG.warn("Pods {} of {} may be left: {}", names, target.id(), e.getMessage());
        }
    }

    private List<String> databasePods(RestoreTarget target) {
        return client
                .pods()
                .inNamespace(target.namespace())
                .withLabels(target.backups().pods())
                .list()
                .getItems()
                .stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private void claim(RestoreTarget target, int ordinal) {
        var claim = DataPods.claim(target, ordinal);
        if (client.resource(claim).get() == null) {
            client.resource(claim).create();
        }
    }

    /** A pod that an interrupted predecessor left is used when it runs, and replaced otherwise. */
    private Pod create(Pod pod) {
        var resource = client.resource(pod);
        var existing = resource.get();
        if (existing != null && !isRunning(existing)) {
            resource.delete();
            patience.await(
                    () -> resource.get() == null,
                    () -> "pod " + pod.getMetadata().getName() + " does not end");
            existing = null;
        }
        return existing != null ? existing : resource.create();
    }

    private Pod started(Pod pod) {
        var resource = client.resource(pod);
        patience.await(() -> isRunning(resource.get()), () -> {
            var found = resource.get();
            var says = found == null
                    ? "it is gone"
                    : Pods.notice(found, clock.instant())
                            .map(Objects::toString)
                            .orElse("it is " + found.getStatus().getPhase());
            return "pod " + pod.getMetadata().getName() + " does not start: " + says;
        });
        return pod;
    }

    private static boolean isRunning(Pod pod) {
        return pod != null
                && !pod.isMarkedForDeletion()
                && pod.getStatus() != null
                && "Running".equals(pod.getStatus().getPhase());
    }
}
