package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.Patience;
import io.cameleer.reconcile.Deletion;
import io.cameleer.reconcile.OwnPods;
import io.cameleer.reconcile.Owner;
import io.cameleer.reconcile.Pods;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops what runs on the volumes, starts the pods that a restore or a verification needs, and removes them. A name proves
 * nothing: what is used or deleted says by its owner that it belongs to the very object that is restored.
 */
public final class RestorePods {
    private static final Logger LOG = LoggerFactory.getLogger(RestorePods.class);
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

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
     * @throws BackupException when that takes too long, saying what the pods say, or when a pod or a claim is somebody else's
     */
    public RestoreRun open(RestoreRun run) {
        var target = run.target();
        if (run.isVerify()) {
            close(run);
            return into(run, List.of(create(target, DataPods.throwAway(target))));
        }
        var claims = DataPods.claims(target);
        claims.forEach(claim -> found(target, claim));
        patience.await(
                () -> users(target, claims).isEmpty(),
                () -> "the pods of " + target.id() + " do not end: " + String.join(", ", users(target, claims)));
        claims.forEach(claim -> claim(target, claim));
        var wanted = DataPods.overVolumes(target);
        end(target, "restore", wanted);
        return into(run, wanted.stream().map(pod -> create(target, pod)).toList());
    }

    private RestoreRun into(RestoreRun run, List<Pod> pods) {
        return run.into(pods.stream()
                .map(this::started)
                .map(pod -> DataPods.shell(client, run.target(), pod))
                .toList());
    }

    /** Removes the pods, after success and failure alike, and waits until the volumes are free. */
    public void close(RestoreRun run) {
        try {
            end(run.target(), run.isVerify() ? "verify" : "restore", List.of());
        } catch (BackupException | KubernetesClientException e) {
            LOG.warn("Pods of {} may be left: {}", run.target().id(), e.getMessage());
        }
    }

    /** Ends the pods of a purpose, but for those of some names. */
    private void end(RestoreTarget target, String purpose, List<Pod> but) {
        var names = but.stream().map(pod -> pod.getMetadata().getName()).toList();
        var pods = client
                .pods()
                .inNamespace(target.namespace())
                .withLabel(DataPods.LABEL, target.name())
                .list()
                .getItems()
                .stream()
                .filter(pod -> DataPods.isOf(target, pod) && purpose.equals(purpose(pod)))
                .filter(pod -> !names.contains(pod.getMetadata().getName()))
                .toList();
        pods.forEach(pod -> Deletion.of(client, pod));
        patience.await(() -> pods.stream().noneMatch(this::isThere), () -> "the pods of the restore do not end");
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

    private void claim(RestoreTarget target, PersistentVolumeClaim claim) {
        if (found(target, claim).isEmpty()) {
            client.resource(claim).create();
        }
    }

    /**
     * The claim as it is, or nothing.
     *
     * @throws BackupException when it is somebody else's
     */
    private Optional<PersistentVolumeClaim> found(RestoreTarget target, PersistentVolumeClaim claim) {
        var found = Optional.ofNullable(client.resource(claim).get());
        found.ifPresent(present -> refuseForeign(target, claim, present));
        return found;
    }

    /** A claim that outlived its StatefulSet belongs to nobody and has its labels; any other is somebody's. */
    private void refuseForeign(RestoreTarget target, PersistentVolumeClaim claim, PersistentVolumeClaim found) {
        var labels = Optional.ofNullable(found.getMetadata().getLabels()).orElse(Map.of());
        if (!labels.entrySet().containsAll(claim.getMetadata().getLabels().entrySet())) {
            throw new BackupException("claim " + claim.getMetadata().getName()
                    + " has not the labels of " + target.id()
                    + ", so its data are not touched; give the cluster another name, or the claim the labels "
                    + claim.getMetadata().getLabels() + " if its data are the cluster's");
        }
        found.getMetadata().getOwnerReferences().stream()
                .filter(reference -> !reference.getUid().equals(set(target))
                        && !reference
                                .getUid()
                                .equals(target.object().getMetadata().getUid()))
                .findFirst()
                .ifPresent(reference -> {
                    throw new BackupException("claim " + claim.getMetadata().getName() + " belongs to "
                            + reference.getKind() + " " + reference.getName() + ", which is not of " + target.id()
                            + ", so its data are not touched; give the cluster another name");
                });
    }

    /** The UID of the cluster's own StatefulSet, or nothing. */
    private String set(RestoreTarget target) {
        return Optional.ofNullable(client.resource(target.set()).get())
                .filter(set -> Owner.owns(target.object(), set))
                .map(set -> set.getMetadata().getUid())
                .orElse("");
    }

    /** A pod that an interrupted predecessor left is used when it runs, and replaced otherwise. */
    private Pod create(RestoreTarget target, Pod pod) {
        var resource = client.resource(pod);
        var existing = resource.get();
        if (existing == null) {
            return resource.create();
        }
        if (!DataPods.isOf(target, existing)) {
            throw new BackupException("pod " + pod.getMetadata().getName() + " is not of the restore of " + target.id()
                    + "; remove or rename it");
        }
        if (isRunning(existing) && volumes(existing).equals(volumes(pod))) {
            return existing;
        }
        Deletion.of(client, existing);
        patience.await(
                () -> !isThere(existing), () -> "pod " + existing.getMetadata().getName() + " does not end");
        return resource.create();
    }

    private static List<String> volumes(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .map(volume -> volume.getName() + " "
                        + volume.getPersistentVolumeClaim().getClaimName())
                .toList();
    }

    private boolean isThere(Pod pod) {
        var found = client.resource(pod).get();
        return found != null
                && found.getMetadata().getUid().equals(pod.getMetadata().getUid());
    }

    private Pod started(Pod pod) {
        patience.await(() -> isThere(pod) && isRunning(client.resource(pod).get()), () -> {
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
        return pod != null
                && !pod.isMarkedForDeletion()
                && pod.getStatus() != null
                && "Running".equals(pod.getStatus().getPhase());
    }
}
