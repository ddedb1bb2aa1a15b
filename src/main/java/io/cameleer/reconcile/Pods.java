package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Asks pods that are not ready for the reason. They are read when that matters and not kept in memory. */
public final class Pods {
    private static final Set<String> HARMLESS = Set.of("ContainerCreating", "PodInitializing");

    private static final Duration SCHEDULING = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final Clock clock;

    /** Reads with a client. */
    public Pods(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Adds what the pods with the given labels say, if they are not ready. */
    public <P extends HasMetadata> Reconciliation<P> listen(
            Reconciliation<P> reconciliation, Map<String, String> labels) {
        var pods = client.pods()
                .inNamespace(reconciliation.primary().getMetadata().getNamespace())
                .withLabels(labels)
                .list()
                .getItems();
        return reconciliation.noticing(pods.stream()
                .flatMap(pod -> notice(pod, clock.instant()).stream())
                .toList());
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
                .map(container -> container.getState().getWaiting())
                .filter(state -> !HARMLESS.contains(state.getReason()))
                .map(state -> new Notice(name, state.getReason(), state.getMessage()));
        var unscheduled = status.getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False"))
                .filter(condition -> Instant.parse(condition.getLastTransitionTime())
                        .plus(SCHEDULING)
                        .isBefore(now))
                .map(condition -> new Notice(name, condition.getReason(), condition.getMessage()));
        return Stream.concat(waiting, unscheduled).findFirst();
    }

    private static Stream<ContainerStatus> stream(List<ContainerStatus> statuses) {
        return Optional.ofNullable(statuses).orElse(List.of()).stream();
    }
}
