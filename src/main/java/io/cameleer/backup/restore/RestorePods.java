package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.Outcomes;
import io.cameleer.backup.Patience;
import io.cameleer.backup.Superseded;
import io.cameleer.reconcile.Deletion;
import io.cameleer.reconcile.Live;
import io.cameleer.reconcile.OwnPods;
import io.cameleer.reconcile.Owner;
import io.cameleer.reconcile.Pods;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops what runs on the volumes, starts the pods that a restore or a verification needs, and removes them. A name proves
 * nothing: what is used or deleted says by its owner that it belongs to the very object that is restored, or, once that is
 * being deleted, by its UID in a label.
 */
public final class RestorePods {
    private static final Logger LOG = LoggerFactory.getLogger(RestorePods.class);
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final KubernetesClient client;
    private final Clock clock;
    private final Patience patience;
    private final RestoreClaims volumes;
    private final Function<RestoreRun, Outcomes> outcomes;

    /**
     * Works with a client.
     *
     * @param patience how long a pod may take to start or to end
     * @param outcomes know whether a run is this process' still; when not, its pods are another's by now
     */
    public RestorePods(
            KubernetesClient client, Clock clock, Duration patience, Function<RestoreRun, Outcomes> outcomes) {
        this.client = client;
        this.volumes = new RestoreClaims(client);
        this.clock = clock;
        this.patience = new Patience(clock, patience);
        this.outcomes = outcomes;
    }

    /**
     * Starts the pods, when nothing else runs on the volumes any more. They are new ones: in one that a predecessor left, what it
     * began may still go on.
     *
     * @throws BackupException when that takes too long, saying what the pods say, or when a pod or a claim is somebody else's
     */
    public RestoreRun open(RestoreRun run) {
        var target = run.target();
        free(run);
        if (run.isVerify()) {
            return into(run, List.of(DataPods.throwAway(target, run.attempt())));
        }
        var claims = DataPods.claims(target);
        claims.forEach(claim -> volumes.found(target, claim));
        awaitStopped(run);
        patience.await(
                () -> users(target, claims).isEmpty(),
                () -> "the pods of " + target.id() + " do not end: " + String.join(", ", users(target, claims)));
        outcomes.apply(run).confirm(target.object(), "");
        if (Live.isGoing(client, target.object()) && !DeletionHold.keepsVolumes(client, target)) {
            throw new BackupException(target.id() + " is deleted, and nothing of it needs its volumes");
        }
        claims.forEach(claim -> volumes.make(target, claim));
        return into(run, DataPods.overVolumes(target, run.attempt()));
    }

    /**
     * Waits until the database is stopped; somebody may have scaled it since that was found.
     *
     * @throws BackupException when it is not in time
     */
    public void awaitStopped(RestoreRun run) {
        var target = run.target();
        patience.await(
                () -> run.isVerify() || isStopped(target),
                () -> "the StatefulSet of " + target.id() + " is not stopped");
    }

    private RestoreRun into(RestoreRun run, List<Pod> pods) {
        return run.into(pods.stream().map(pod -> create(run.target(), pod)).toList().stream()
                .map(this::started)
                .map(pod -> DataPods.shell(client, run.target(), pod))
                .toList());
    }

    /**
     * Whether no more pods of the database are wanted, and none is left that the StatefulSet counts. Of a cluster that is deleted
     * the StatefulSet goes first, or becomes nobody's, as the one who deletes it asks for.
     */
    private boolean isStopped(RestoreTarget target) {
        if (target.isDeleted() && client.resource(target.set()).get() == null) {
            return true;
        }
        return OwnSet.of(client, target)
                .filter(found -> Integer.valueOf(0).equals(found.getSpec().getReplicas()))
                .filter(found -> found.getMetadata().getGeneration().equals(observed(found)))
                .filter(found ->
                        Optional.ofNullable(found.getStatus().getReplicas()).orElse(0) == 0)
                .isPresent();
    }

    private static Long observed(StatefulSet set) {
        return Optional.ofNullable(set.getStatus())
                .map(StatefulSetStatus::getObservedGeneration)
                .orElse(null);
    }

    /**
     * Removes the pods of a run and waits until the volumes are free, so that something else may have them.
     *
     * @throws BackupException when they do not end
     * @throws Superseded when the run is not this process' any more
     */
    public RestoreRun free(RestoreRun run) {
        var purpose = run.isVerify() ? "verify" : "restore";
        // Listed first: what a successor makes after the look at whose run it is, is not among them.
        var pods =
                made(run.target()).filter(pod -> purpose.equals(purpose(pod))).toList();
        outcomes.apply(run).confirm(run.target().object(), "");
        pods.forEach(pod -> Deletion.of(client, pod));
        patience.await(
                () -> pods.stream().allMatch(pod -> Live.isGone(client, pod)),
                () -> "the pods of the restore do not end");
        return run;
    }

    /**
     * The same, after success and failure alike. What is left is told: whoever comes next removes it.
     */
    public void close(RestoreRun run) {
        try {
            // No successor has pods for one that is gone.
            if (Live.isGone(client, run.target().object())) {
                removeOwnerless(run.target());
            } else {
                free(run);
            }
        } catch (BackupException | KubernetesClientException e) {
            LOG.warn("Pods of {} may be left: {}", run.target().id(), e.getMessage());
        }
    }

    /** Whether there are pods that would not go with a cluster that is deleted. */
    boolean hasOwnerless(RestoreTarget target) {
        return ownerless(target).anyMatch(pod -> !pod.isMarkedForDeletion());
    }

    /** Removes them. */
    void removeOwnerless(RestoreTarget target) {
        ownerless(target).forEach(pod -> Deletion.of(client, pod));
    }

    private Stream<Pod> ownerless(RestoreTarget target) {
        return made(target).filter(pod -> target.isOrphaning() || !Owner.owns(target.object(), pod));
    }

    private Stream<Pod> made(RestoreTarget target) {
        return client
                .pods()
                .inNamespace(target.namespace())
                .withLabel(DataPods.LABEL, target.name())
                .list()
                .getItems()
                .stream()
                .filter(pod -> DataPods.isOf(target, pod));
    }

    /** Before it was a label, the name alone said it. */
    private static String purpose(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getLabels().get(DataPods.PURPOSE))
                .orElse(pod.getMetadata().getName().endsWith("-verify") ? "verify" : "restore");
    }

    /** The database's pods, or when there are none the pods that have a claim in use, but for those made for this. */
    private List<String> users(RestoreTarget target, List<PersistentVolumeClaim> claims) {
        var own = running(OwnPods.of(client, target.object(), target.backups().pods()));
        if (!own.isEmpty()) {
            return own;
        }
        return running(client.pods().inNamespace(target.namespace()).list().getItems().stream()
                .filter(pod -> claims.stream()
                        .anyMatch(claim ->
                                DataPods.mounts(pod, claim.getMetadata().getName())))
                .filter(pod -> !DataPods.isOf(target, pod))
                .toList());
    }

    private static List<String> running(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> !ENDED.contains(pod.getStatus().getPhase()))
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private Pod create(RestoreTarget target, Pod pod) {
        var resource = client.resource(pod);
        if (resource.get() != null) {
            throw new BackupException("pod " + pod.getMetadata().getName() + " is not of the restore of " + target.id()
                    + "; remove or rename it");
        }
        return resource.create();
    }

    private Pod started(Pod pod) {
        patience.await(() -> Live.of(client, pod).filter(RestorePods::isRunning).isPresent(), () -> {
            var found = client.resource(pod).get();
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
        return !pod.isMarkedForDeletion()
                && pod.getStatus() != null
                && "Running".equals(pod.getStatus().getPhase());
    }
}
