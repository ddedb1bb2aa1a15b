package io.cameleer.kubeblocks;

import io.cameleer.kubeblocks.ClusterStatus.ComponentStatus;
import io.cameleer.kubeblocks.backup.BackedUp;
import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.reconcile.Notice;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What can be seen of one component. */
final class ComponentFacts {
    private final Component component;
    private final WorkloadView seen;
    private final Optional<ComponentStatus> before;
    private final Optional<Notice> notice;
    private final String waits;

    private ComponentFacts(
            Component component,
            WorkloadView seen,
            Optional<ComponentStatus> before,
            Optional<Notice> notice,
            String waits) {
        this.component = component;
        this.seen = seen;
        this.before = before;
        this.notice = notice;
        this.waits = waits;
    }

    static ComponentFacts of(Component component, Blueprint blueprint, Reconciliation<Cluster> reconciliation) {
        var before = Optional.ofNullable(reconciliation.primary().getStatus())
                .map(ClusterStatus::components)
                .map(components -> components.get(component.name()));
        var notice = reconciliation.notices().stream()
                .filter(found -> found.pod().startsWith(component.object() + "-"))
                .findFirst();
        var awaited = WorkloadView.awaited(component, blueprint, reconciliation);
        var held =
                BackedUp.isHeld(component, blueprint, reconciliation.observed(StatefulSet.class, component.object()));
        var waits = !awaited.isEmpty()
                ? "it starts when these components are ready: " + String.join(", ", awaited)
                : held ? "it starts when its data are brought from a backup; see the condition Restored" : "";
        return new ComponentFacts(component, WorkloadView.of(component, reconciliation), before, notice, waits);
    }

    String phase() {
        var wanted = component.spec().replicas();
        if (wanted == 0) {
            return seen.present() == 0 ? "Stopped" : "Stopping";
        }
        if (seen.settled(component)) {
            return "Running";
        }
        var ran = before.map(ComponentStatus::phase)
                .filter(phase -> !phase.equals("Creating"))
                .isPresent();
        if (notice.isPresent()) {
            return seen.ready() > 0 ? "Abnormal" : "Failed";
        }
        if (!ran) {
            return "Creating";
        }
        if (seen.moves(component)) {
            return "Updating";
        }
        return seen.ready() > 0 ? "Abnormal" : "Failed";
    }

    /** What it waits for, or what is wrong, if anything. */
    Optional<String> message() {
        if (notice.isPresent()) {
            return notice.map(Notice::toString);
        }
        return switch (phase()) {
            case "Running", "Stopped" -> Optional.empty();
            case "Stopping" -> Optional.of(seen.present() + " pods are ending");
            default ->
                Optional.of(
                        seen.replicas() == 0 && !waits.isEmpty()
                                ? waits
                                : "%d of %d pods are ready"
                                        .formatted(
                                                seen.ready(), component.spec().replicas()));
        };
    }

    boolean isReady() {
        return seen.settled(component) && component.spec().replicas() > 0;
    }

    ComponentStatus status(Instant now) {
        var since = isReady()
                ? before.map(ComponentStatus::podsReadyTime)
                        .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString())
                : null;
        return new ComponentStatus(phase(), isReady(), since, message().orElse(null));
    }

    String name() {
        return component.name();
    }
}
