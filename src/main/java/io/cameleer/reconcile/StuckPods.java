package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Gets a StatefulSet going again whose pod cannot start and whose template was mended since. Its controller waits for
 * the broken pod for ever (kubernetes issue 67250); a person would delete that pod, and so does this step.
 */
public final class StuckPods {
    private final KubernetesClient client;
    private final Clock clock;

    /** Reads with a client. */
    public StuckPods(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** The restart of one pod of an older revision that says why it cannot start; ready pods are never touched. */
    public List<Plan> plan(Reconciliation<?> reconciliation) {
        if (!reconciliation.isValid() || reconciliation.notices().isEmpty()) {
            return List.of();
        }
        return reconciliation
                .observed(StatefulSet.class)
                .filter(set -> Owner.owns(reconciliation.primary(), set))
                .flatMap(set -> stuck(set).stream())
                .findFirst()
                .map(pod -> Plan.of(reconciliation.primary(), pod, pod, Change.of("restart", pod, List.of())))
                .stream()
                .toList();
    }

    private Optional<Pod> stuck(StatefulSet set) {
        var wanted = set.getStatus() == null ? null : set.getStatus().getUpdateRevision();
        if (wanted == null || wanted.equals(set.getStatus().getCurrentRevision())) {
            return Optional.empty();
        }
        return client
                .pods()
                .inNamespace(set.getMetadata().getNamespace())
                .withLabels(set.getSpec().getSelector().getMatchLabels())
                .list()
                .getItems()
                .stream()
                .filter(pod -> Owner.owns(set, pod) && !pod.isMarkedForDeletion())
                .filter(pod -> !wanted.equals(pod.getMetadata().getLabels().get("controller-revision-hash")))
                .filter(pod -> Pods.notice(pod, clock.instant()).isPresent())
                .findFirst();
    }
}
