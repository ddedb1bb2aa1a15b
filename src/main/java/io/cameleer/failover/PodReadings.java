package io.cameleer.failover;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.reconcile.OwnPods;
import io.cameleer.reconcile.PodProxy;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looks at the pods of a cluster: what Kubernetes says of them, and of those that are not ready what they say themselves. */
final class PodReadings {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;

    /** Asks through the API server, so that it works from outside of the cluster too. */
    PodReadings(KubernetesClient client) {
        this.client = client;
    }

    /** One reading a pod, in the order of their names. */
    List<PodReading> of(FailoverTarget target) {
        return OwnPods.of(client, target.object(), target.pods()).stream()
                .map(pod -> of(target, pod))
                .sorted(Comparator.comparing(PodReading::name))
                .toList();
    }

    /** A fresh reading of one pod, or nothing when it is gone or another one by now. */
    Optional<PodReading> again(FailoverTarget target, PodReading before) {
        return Optional.ofNullable(client.pods()
                        .inNamespace(target.object().getMetadata().getNamespace())
                        .withName(before.name())
                        .get())
                .filter(pod -> pod.getMetadata().getUid().equals(before.uid()))
                .map(pod -> of(target, pod));
    }

    private PodReading of(FailoverTarget target, Pod pod) {
        var started = started(target, pod);
        var running = started != null && !pod.isMarkedForDeletion();
        var name = pod.getMetadata().getName();
        var uid = pod.getMetadata().getUid();
        if (!running || Readiness.isPodReady(pod)) {
            return new PodReading(name, uid, running, started, running, false, running ? "ready" : "not running");
        }
        try {
            client.raw(path(target, name, target.readyPath()), "GET", null);
            return new PodReading(name, uid, true, started, true, false, "HTTP 200");
        } catch (KubernetesClientException e) {
            // Who gives no answer at all, in time or ever, is not asked a second question: that would take as long
            // again.
            var answered = e.getCode() > 0;
            var answer = answered ? "HTTP " + e.getCode() : "nothing: " + root(e);
            return new PodReading(name, uid, true, started, false, answered && replays(target, name), answer);
        }
    }

    private boolean replays(FailoverTarget target, String pod) {
        try {
            var state = JSON.readTree(client.raw(path(target, pod, target.replayPath()), "GET", null))
                    .path("data")
                    .path("state")
                    .asText();
            return state.equals("waiting") || state.equals("in progress");
        } catch (KubernetesClientException | IOException e) {
            return false;
        }
    }

    private static Instant started(FailoverTarget target, Pod pod) {
        return Optional.ofNullable(pod.getStatus())
                .map(status -> status.getContainerStatuses())
                .orElse(List.of())
                .stream()
                .filter(container -> container.getName().equals(target.container()))
                .map(container -> container.getState() == null
                        ? null
                        : container.getState().getRunning())
                .filter(state -> state != null)
                .map(ContainerStateRunning::getStartedAt)
                .map(Instant::parse)
                .findFirst()
                .orElse(null);
    }

    private static String path(FailoverTarget target, String pod, String path) {
        return PodProxy.path(target.object().getMetadata().getNamespace(), pod, target.port(), path);
    }

    private static String root(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName();
    }
}
