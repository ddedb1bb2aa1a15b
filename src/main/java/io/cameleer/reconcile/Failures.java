package io.cameleer.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;

/** Makes of an exception something that a status can tell, before the queue tries again. */
public final class Failures {
    /** Replaces the body by the reconciliation that failed, with the reason as a violation that may pass by itself. */
    public void explain(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Reconciliation<?> reconciliation = exchange.getProperty(Apply.RECONCILIATION, Reconciliation.class);
        exchange.getMessage().setBody(reconciliation.violating(List.of(violation(innermost(failure)))));
    }

    /** Camel wraps what a split threw. */
    private static Throwable innermost(Throwable failure) {
        var cause = failure;
        while (cause instanceof CamelExchangeException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static Violation violation(Throwable failure) {
        if (failure instanceof KubernetesClientException refused) {
            var message = Optional.ofNullable(refused.getStatus())
                    .map(status -> status.getMessage())
                    .orElse("the Kubernetes API does not answer");
            return new Violation("reconcile", message, "it is tried again until it succeeds", "ReconcileFailed");
        }
        return new Violation(
                "reconcile",
                String.valueOf(failure.getMessage()),
                "it is tried again until it succeeds",
                "ReconcileFailed");
    }
}
