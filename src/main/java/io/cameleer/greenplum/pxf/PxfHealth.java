package io.cameleer.greenplum.pxf;

import io.cameleer.reconcile.Conditions;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The status of a GreenplumPXFService, from its pods. */
public final class PxfHealth {
    private static final Duration WHILE_UNREADY = Duration.ofSeconds(5);

    private final Clock clock;

    /** Tells the time of conditions by the system's clock. */
    public PxfHealth() {
        this(Clock.systemUTC());
    }

    PxfHealth(Clock clock) {
        this.clock = clock;
    }

    /** Concludes on phase and conditions. */
    public Reconciliation<GreenplumPXFService> observe(Reconciliation<GreenplumPXFService> reconciliation) {
        var service = reconciliation.primary();
        var wanted = service.getSpec() == null ? 0 : service.getSpec().replicas();
        int ready = reconciliation
                .observed(Deployment.class, service.getMetadata().getName())
                .map(Deployment::getStatus)
                .map(status -> status.getReadyReplicas())
                .orElse(0);
        var complete = reconciliation.isValid() && ready >= wanted;
        var trouble = reconciliation.isValid()
                ? reconciliation.notices().stream().findFirst().map(Object::toString)
                : Optional.of(Violation.told(reconciliation.violations()));
        var conditions = new Conditions(
                Optional.ofNullable(service.getStatus())
                        .map(PxfStatus::conditions)
                        .orElse(null),
                service.getMetadata().getGeneration(),
                clock.instant());
        var told = ready + " of " + wanted + " pods are ready.";
        var concluded = reconciliation.concluding(new PxfStatus(
                complete ? "Running" : trouble.isEmpty() ? "Pending" : ready > 0 ? "Degraded" : "Failed",
                ready,
                service.getMetadata().getGeneration(),
                List.of(
                        conditions.of("Ready", complete, complete ? "AllPodsReady" : "PodsNotReady", told),
                        conditions.of("Progressing", !complete, complete ? "Settled" : "Reconciling", told),
                        conditions.of(
                                "Degraded",
                                trouble.isPresent(),
                                reconciliation.isValid()
                                        ? trouble.isPresent() ? "PodNotReady" : "AsExpected"
                                        : reconciliation.violations().getFirst().reason(),
                                trouble.orElse("Nothing is wrong.")))));
        return complete ? concluded : concluded.again(WHILE_UNREADY);
    }
}
