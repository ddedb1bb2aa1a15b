package io.cameleer;

import io.cameleer.backup.Outcomes;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.Secrets;
import io.cameleer.reconcile.StatusWriter;
import io.cameleer.workqueue.WorkQueues;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.apache.camel.spi.Registry;

/**
 * What the beans of all subsystems are made of.
 *
 * @param queues what waits for a run: the queue of a kind of run has the name of its field in the status
 * @param namespace the operator's own namespace
 * @param term counts the times that this process has led
 */
record Tools(
        Registry registry,
        Settings settings,
        KubernetesClient client,
        PrometheusMeterRegistry meters,
        Events events,
        StatusWriter status,
        Secrets secrets,
        WorkQueues queues,
        String namespace,
        LongSupplier term,
        Clock clock) {
    /** Keeps the record of a kind of run in the status of its object. */
    Outcomes outcomes(String field, String metric, String operation) {
        var outcomes = new Outcomes(field, metric, operation, status, events, meters, clock);
        queues.named(field).tell(outcomes.listener());
        return outcomes;
    }
}
