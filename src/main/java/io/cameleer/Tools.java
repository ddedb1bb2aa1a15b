package io.cameleer;

import io.cameleer.backup.Outcomes;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.Secrets;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import org.apache.camel.spi.Registry;

/**
 * What the beans of all subsystems are made of.
 *
 * @param namespace the operator's own namespace
 * @param leads whether this process may write what a leader does
 */
record Tools(
        Registry registry,
        Settings settings,
        KubernetesClient client,
        PrometheusMeterRegistry meters,
        Events events,
        StatusWriter status,
        Secrets secrets,
        String namespace,
        BooleanSupplier leads,
        Clock clock) {
    /** Keeps the record of a kind of run in the status of its object. */
    Outcomes outcomes(String field, String metric, String operation) {
        return new Outcomes(field, metric, operation, status, events, meters, clock);
    }
}
