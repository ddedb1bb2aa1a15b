package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Asks pods that are not ready for the reason. They are read when that matters and not kept in memory. */
public final class Pods {
    private static final Set<String> HARMLESS = Set.of("ContainerCreating", "PodInitializing");

    private static final int LONGEST = 400;

    private static final Duration SCHEDULING = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final Clock clock;

    /** Reads with a client. */
    public Pods(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Adds what the cluster's pods with the given labels say, if they are not ready. */
    public <P extends HasMetadata> Reconciliation<P> listen(
            Reconciliation<P> reconciliation, Map<String, String> labels) {
        return reconciliation.noticing(OwnPods.of(client, reconciliation.primary(), labels).stream()
                .flatMap(pod -> notice(pod, clock.instant()).map(notice -> explained(notice, pod)).stream())
                .toList());
    }

    /** The scheduler does not say which claim keeps a pod waiting, nor of which class. */
    private Notice explained(Notice notice, Pod pod) {
        if (notice.message() == null || !notice.message().contains("unbound immediate PersistentVolumeClaims")) {
            return notice;
        }
        return pod.getSpec().getVolumes().stream()
                .map(Volume::getPersistentVolumeClaim)
                .filter(Objects::nonNull)
                .map(source -> client.persistentVolumeClaims()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(source.getClaimName())
                        .get())
                .filter(claim ->
                        claim != null && !"Bound".equals(claim.getStatus().getPhase()))
                .findFirst()
                .map(claim -> new Notice(notice.pod(), notice.reason(), unbound(claim)))
                .orElse(notice);
    }

    private static String unbound(PersistentVolumeClaim claim) {
        var name = claim.getMetadata().getName();
        return Optional.ofNullable(claim.getSpec().getStorageClassName())
                .filter(found -> !found.isEmpty())
                .map(found -> "its claim %s gets no volume: look whether StorageClass %s exists and makes volumes here"
                        .formatted(name, found))
                .orElse("its claim %s names no StorageClass, and no class is the default".formatted(name));
    }

    /** Why a pod is not ready, as far as it says so; that no node is found yet counts only after a while. */
    public static Optional<Notice> notice(Pod pod, Instant now) {
        var name = pod.getMetadata().getName();
        var status = pod.getStatus();
        if (status == null) {
            return Optional.empty();
        }
        var waiting = Stream.concat(stream(status.getInitContainerStatuses()), stream(status.getContainerStatuses()))
                .filter(container ->
                        container.getState() != null && container.getState().getWaiting() != null)
                .filter(container ->
                        !HARMLESS.contains(container.getState().getWaiting().getReason()))
                .map(container -> new Notice(
                        name,
                        container.getState().getWaiting().getReason(),
                        lastWords(container)
                                .orElse(container.getState().getWaiting().getMessage())));
        var unscheduled = status.getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False"))
                .filter(condition -> Instant.parse(condition.getLastTransitionTime())
                        .plus(SCHEDULING)
                        .isBefore(now))
                .map(condition -> new Notice(name, condition.getReason(), condition.getMessage()));
        return Stream.concat(waiting, unscheduled).findFirst();
    }

    /** What a container that ended said last: more than that it is started again later, which is told with another time each time. */
    private static Optional<String> lastWords(ContainerStatus container) {
        return Optional.ofNullable(container.getLastState())
                .map(state -> state.getTerminated())
                .map(ended -> Optional.ofNullable(ended.getMessage())
                        .filter(message -> !message.isBlank())
                        .map(message -> message.strip().lines().toList().getLast())
                        .map(line -> line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line)
                        .orElse("the container ended with exit code " + ended.getExitCode()));
    }

    private static Stream<ContainerStatus> stream(List<ContainerStatus> statuses) {
        return Optional.ofNullable(statuses).orElse(List.of()).stream();
    }
}
